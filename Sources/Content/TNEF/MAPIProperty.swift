/// A property of MAPI: what it is, and the type of its value.
///
/// Source: MS-OXPROPS; MS-OXCDATA §2.11.1 (types).
struct MAPIProperty {
    /// The properties that are read.
    enum Name: UInt16 {
        /// PidTagBody.
        case body = 0x1000
        /// PidTagRtfCompressed.
        case compressedRTF = 0x1009
        /// PidTagBodyHtml, PidTagHtml.
        case bodyHTML = 0x1013
        /// PidTagDisplayName.
        case displayName = 0x3001
        /// PidTagAttachDataBinary, PidTagAttachDataObject.
        case attachmentData = 0x3701
        /// PidTagAttachFilename: the short one.
        case fileName = 0x3704
        /// PidTagAttachLongFilename.
        case longFileName = 0x3707
        /// PidTagAttachMimeTag.
        case attachmentType = 0x370E
    }

    /// What it is; nil if that is not read.
    let name: Name?
    /// The type of its value.
    let type: UInt16

    /// Whether the value is UTF-16, lowest byte first.
    var isUnicode: Bool { type & 0xFFF == 0x1F }
    /// Whether the value is text of some charset.
    var isText: Bool { type & 0xFFF == 0x1E || isUnicode }
    /// Whether the value is an object, which begins with its interface's identifier.
    var isObject: Bool { type & 0xFFF == 0x0D }

    /// The bytes that a value of the type takes, filled up to four; nil where each value has its length, and also where the
    /// type is not known.
    static func byteCount(of type: UInt16) -> Int? {
        switch type & 0xFFF {
        case 0x01: 0
        case 0x02, 0x03, 0x04, 0x0A, 0x0B: 4
        case 0x05, 0x06, 0x07, 0x14, 0x40: 8
        case 0x48: 16
        default: nil
        }
    }

    /// Whether values of the type have their length in front.
    static func hasLength(_ type: UInt16) -> Bool {
        [0x0D, 0x1E, 0x1F, 0x102].contains(type & 0xFFF)
    }
}
