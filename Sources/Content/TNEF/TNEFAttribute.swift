/// The attributes of TNEF that are read, by the lower half of their identifiers; the upper half is the type.
///
/// Source: MS-OXTNEF §2.1.3.3.
enum TNEFAttribute: UInt16 {
    /// attBody.
    case body = 0x800C
    /// attAttachData.
    case attachmentData = 0x800F
    /// attAttachTitle.
    case attachmentTitle = 0x8010
    /// attAttachRendData.
    case attachmentBegins = 0x9002
    /// attMsgProps.
    case messageProperties = 0x9003
    /// attAttachment.
    case attachmentProperties = 0x9005
    /// attOemCodepage.
    case codePage = 0x9007
}
