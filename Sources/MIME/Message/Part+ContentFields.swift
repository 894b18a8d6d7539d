extension Part {
    /// Reads Content-Type, Content-Transfer-Encoding and Content-Disposition out of the fields: the first of each,
    /// as most mail programs do, or what `interpretation` takes.
    ///
    /// - Returns: how many parameters that were at most, counted before continuations are joined.
    mutating func readContentFields(
        _ source: Span<UInt8>, _ limits: MIMELimits, _ interpretation: Interpretation
    ) -> Int {
        var parameters = 0
        var types = 0
        var encodings = 0
        var dispositions = 0
        for field in fields {
            guard let name = ContentFieldName(source, field.name, isLoose: interpretation.takesLooseNames) else {
                continue
            }
            switch name {
            case .type:
                types += 1
                guard types == 1 || interpretation.takesLastField else { continue }
                let value = field.unfoldedValue(in: source)
                parameters += Part.parameters(in: value, limits)
                let (contentType, defects) = ContentType.parse(
                    value, limits: limits, ignoresQuotes: interpretation.boundary == .unquoted)
                if let contentType { self.contentType = contentType }
                defectSet.formUnion(defects)
            case .transferEncoding:
                encodings += 1
                guard encodings == 1 || interpretation.takesLastField else { continue }
                let value = field.unfoldedValue(in: source)
                let (encoding, defects) = TransferEncoding.parse(value)
                transferEncoding = encoding
                defectSet.formUnion(defects)
                if interpretation.takesLooseNames, let spelled = TransferEncoding.spelled(in: value) {
                    transferEncoding = spelled
                }
                if interpretation.ignoresUuencode, transferEncoding == .uuencode { transferEncoding = .unknown }
            case .disposition:
                dispositions += 1
                guard dispositions == 1 || interpretation.takesLastField else { continue }
                let value = field.unfoldedValue(in: source)
                parameters += Part.parameters(in: value, limits)
                let (disposition, defects) = ContentDisposition.parse(value, limits: limits)
                self.disposition = disposition
                defectSet.formUnion(defects)
            case .disguised:
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
}
