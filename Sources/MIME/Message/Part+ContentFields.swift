extension Part {
    /// Reads Content-Type, Content-Transfer-Encoding and Content-Disposition out of the fields: the first of each,
    /// as most mail programs do.
    ///
    /// - Returns: how many parameters that were at most, counted before continuations are joined.
    mutating func readContentFields(_ source: Span<UInt8>, _ limits: MIMELimits) -> Int {
        var parameters = 0
        var types = 0
        var encodings = 0
        var dispositions = 0
        for field in fields {
            let name = field.name
            guard name.count >= 12, Byte.lower(source[name.lowerBound]) == 0x63 else { continue }
            if field.isNamed("content-type", in: source) {
                types += 1
                guard types == 1 else { continue }
                let value = field.unfoldedValue(in: source)
                parameters += Part.parameters(in: value, limits)
                let (contentType, defects) = ContentType.parse(value, limits: limits)
                if let contentType { self.contentType = contentType }
                defectSet.formUnion(defects)
            } else if field.isNamed("content-transfer-encoding", in: source) {
                encodings += 1
                guard encodings == 1 else { continue }
                let (encoding, defects) = TransferEncoding.parse(field.unfoldedValue(in: source))
                transferEncoding = encoding
                defectSet.formUnion(defects)
            } else if field.isNamed("content-disposition", in: source) {
                dispositions += 1
                guard dispositions == 1 else { continue }
                let value = field.unfoldedValue(in: source)
                parameters += Part.parameters(in: value, limits)
                let (disposition, defects) = ContentDisposition.parse(value, limits: limits)
                self.disposition = disposition
                defectSet.formUnion(defects)
            } else if Part.isDisguised(source, name) {
                defectSet.insert(.disguisedContentField)
            }
        }
        if types > 1 { defectSet.insert(.duplicateContentType) }
        if encodings > 1 { defectSet.insert(.duplicateTransferEncoding) }
        if dispositions > 1 { defectSet.insert(.duplicateDisposition) }
        return parameters
    }

    /// How many parameters a value may have: each has an equals sign.
    private static func parameters(in value: [UInt8], _ limits: MIMELimits) -> Int {
        min(value.count { $0 == 0x3D }, limits.parameters)
    }

    /// `Content-Type(x)`: some programs take the comment for one and read the field.
    private static func isDisguised(_ source: Span<UInt8>, _ name: Range<Int>) -> Bool {
        guard source.equalsIgnoringCase(name.prefix(8), "content-") else { return false }
        return name.contains { source[$0] == 0x28 }
    }
}
