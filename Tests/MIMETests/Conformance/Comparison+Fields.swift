import MIME

extension Comparison {
    /// A field as it was read.
    private struct OwnField {
        var name: [UInt8]
        var value: [UInt8]
        var place: [Int]
    }

    /// Names, places and values of a part's fields.
    mutating func compareFields(_ described: DescribedPart, _ part: Part) {
        let fields = message.withSource(of: part.index, in: bytes.span) { source in
            part.fields.map { field in
                OwnField(
                    name: field.name.map { source[$0] }, value: field.unfoldedValue(in: source),
                    place: [field.whole.lowerBound, field.value.lowerBound, field.whole.upperBound])
            }
        }
        guard fields.count == described.headers.count else {
            return note(part.index, "number of fields", fields.count, described.headers.count)
        }
        for (own, header) in zip(fields, described.headers) {
            let place = [header.nameOffset, header.valueOffset, header.endOffset].map { offset($0, in: part) }
            if own.place != place { note(part.index, "place of \(string(own.name))", own.place, place) }
            compareName(own.name, header.name, part)
            compareValue(own, header, part)
        }
        compareContentFields(described, part)
    }

    private mutating func compareName(_ own: [UInt8], _ described: DescribedField.Name, _ part: Part) {
        switch described {
        case .known(let name):
            let lowered = string(own).lowercased().replacing("-", with: "_")
            if lowered != name { note(part.index, "field", lowered, name) }
        case .other(let name):
            if own != Array(name.utf8) { note(part.index, "field", string(own), name) }
        }
    }

    /// What the part makes of the first field of each kind.
    private mutating func compareContentFields(_ described: DescribedPart, _ part: Part) {
        func first(_ name: String) -> DescribedValue? {
            described.headers.first { header in
                if case .known(name) = header.name { true } else { false }
            }?.value
        }
        if case .text(let word)? = first("content_transfer_encoding") {
            let encodings: [String: TransferEncoding] = [
                "7bit": .sevenBit, "8bit": .eightBit, "binary": .binary, "base64": .base64,
                "quoted-printable": .quotedPrintable, "x-uuencode": .uuencode,
            ]
            let expected = encodings[word.lowercased()] ?? .unknown
            if part.transferEncoding != expected { note(part.index, "encoding", part.transferEncoding, expected) }
        } else if part.transferEncoding != .sevenBit {
            note(part.index, "encoding", part.transferEncoding, "none")
        }
        if case .contentType(let type)? = first("content_type"), type.type.lowercased() != part.contentType.type {
            note(part.index, "type", part.contentType.mediaType, type.type)
        }
        if case .contentType(let disposition)? = first("content_disposition") {
            if part.disposition?.type != disposition.type.lowercased() {
                note(part.index, "disposition", part.disposition?.type ?? "none", disposition.type)
            }
        } else if let own = part.disposition {
            note(part.index, "disposition", own.type, "none")
        }
    }

    private mutating func compareValue(_ own: OwnField, _ described: DescribedField, _ part: Part) {
        let name = string(own.name).lowercased()
        func compare(_ value: Any, _ expected: Any) {
            let (value, expected) = (String(describing: value), String(describing: expected))
            if !isAlike(value, expected, in: own.value) { note(part.index, name, value, expected) }
        }
        switch described.value {
        case .empty:
            if name == "date" { compare(MailDate.parse(own.value) == nil, true) } else { compare(own.value, [UInt8]()) }
        case .text(let text):
            compare(ownText(own.value, named: name), text)
        case .date(let date):
            compare(MailDate.parse(own.value).map(describe) ?? [], describe(date))
        case .address(let addresses):
            compare(describe(AddressParser.parse(own.value)), describe(addresses))
        case .contentType(let type):
            if name == "content-disposition" {
                let disposition = ContentDisposition.parse(own.value).disposition
                compare(disposition.type, type.type.lowercased())
                compare(describe(disposition.parameters), describe(type))
            } else {
                let own = ContentType.parse(own.value).contentType
                compare(own?.mediaType ?? "", type.mediaType)
                compare(describe(own?.parameters ?? []), describe(type))
            }
        case .received(let received):
            let own = Received.parse(own.value)
            compare(own.date.map(describe) ?? [], received.date.map(describe) ?? [])
            compare(
                [own.from, own.by, own.forAddress, own.with, own.id].map(string),
                [received.from?.name, received.by?.name, received.forAddress, received.with, received.id]
                    .map { withoutLineEnd($0 ?? "") })
            if let address = received.fromAddress { compare(string(own.fromComment).contains(address), true) }
        }
    }

    /// Whether texts are equal. Of raw bytes that are no UTF-8 mail-parser says only that they are there, with
    /// U+FFFD, where Tamis guesses the character: there anything but ASCII is like it.
    private func isAlike(_ own: String, _ described: String, in value: [UInt8]) -> Bool {
        let isGuessed = String(validating: value, as: UTF8.self) == nil
        return own.unicodeScalars.elementsEqual(described.unicodeScalars) { left, right in
            left == right || isGuessed && right == "\u{FFFD}" && !left.isASCII
        }
    }

    private func ownText(_ value: [UInt8], named name: String) -> String {
        switch name {
        case "message-id", "content-id", "return-path":
            string(MessageID.parse(value).first ?? [])
        default:
            string(EncodedWords.decode(value, charsets: TestCharsets()).text)
        }
    }

    /// mail-parser takes the line end behind a Received clause along.
    private func withoutLineEnd(_ clause: String) -> String {
        clause.last?.isNewline == true ? String(clause.dropLast()) : clause
    }

    private func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func describe(_ date: MailDate) -> [Int] {
        [date.year, date.month, date.day, date.hour, date.minute, date.second, date.zoneMinutes]
    }

    /// mail-parser gives numbers out of range and leaves the check to its caller; Tamis gives no date then.
    private func describe(_ date: DescribedDate) -> [Int] {
        guard (1...12).contains(date.month), (1...31).contains(date.day), (0...23).contains(date.hour),
            (0...59).contains(date.minute), (0...60).contains(date.second)
        else { return [] }
        let zone = date.zoneHours * 60 + date.zoneMinutes
        return [date.year, date.month, date.day, date.hour, date.minute, date.second, date.isBeforeGMT ? -zone : zone]
    }

    private func describe(_ parameters: [Parameter]) -> [String] {
        parameters.map { $0.name + "=" + string($0.text(charsets: TestCharsets())) }
    }

    private func describe(_ type: DescribedContentType) -> [String] {
        (type.attributes ?? []).map { $0.name.lowercased() + "=" + $0.value }
    }

    private func describe(_ mailbox: Mailbox) -> String {
        let name = string(mailbox.displayText(charsets: TestCharsets()))
        // A word without an @ is a name to mail-parser.
        if mailbox.domain.isEmpty, name.isEmpty { return string(mailbox.localPart) + " <>" }
        return name + " <" + string(mailbox.address) + ">"
    }

    private func describe(_ mailboxes: [DescribedMailbox]) -> [String] {
        // A comment behind a name is part of the name to mail-parser.
        mailboxes.map { mailbox in
            (mailbox.name ?? "").replacing(#/ \([^()]*\)/#, with: "") + " <" + (mailbox.address ?? "") + ">"
        }
    }

    private func describe(_ entries: [AddressEntry]) -> [String] {
        entries.flatMap { entry in
            switch entry {
            case .mailbox(let mailbox):
                [describe(mailbox)]
            case .group(let name, let members):
                [string(name) + ":"] + members.map(describe) + [";"]
            }
        }
    }

    private func describe(_ addresses: DescribedValue.Addresses) -> [String] {
        if let list = addresses.list { return describe(list) }
        return (addresses.groups ?? []).flatMap { group in
            guard let name = group.name else { return describe(group.addresses) }
            return [name + ":"] + describe(group.addresses) + [";"]
        }
    }
}

extension DescribedContentType {
    /// `type/subtype` in lower case.
    fileprivate var mediaType: String { [type, subtype ?? ""].joined(separator: "/").lowercased() }
}
