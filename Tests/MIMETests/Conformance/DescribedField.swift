/// A header field as mail-parser read it.
struct DescribedField: Decodable {
    var name: Name
    var value: DescribedValue
    var nameOffset: Int
    var valueOffset: Int
    var endOffset: Int

    /// A field's name.
    enum Name: Decodable {
        /// One that mail-parser knows, in lower case with `_` for `-`.
        case known(String)
        /// Another one, as written.
        case other(String)

        private enum CodingKeys: String, CodingKey {
            case other
        }

        init(from decoder: any Decoder) throws {
            if let known = try? decoder.singleValueContainer().decode(String.self) {
                self = .known(known)
            } else {
                let values = try decoder.container(keyedBy: CodingKeys.self)
                self = .other(try values.decode(String.self, forKey: .other))
            }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case name, value
        case nameOffset = "offset_field"
        case valueOffset = "offset_start"
        case endOffset = "offset_end"
    }
}

/// A field's value by the grammar it was read with.
enum DescribedValue: Decodable {
    /// Nothing, or nothing that could be read.
    case empty
    /// Text, encoded words undone; or an identifier without its brackets.
    case text(String)
    case address(Addresses)
    case date(DescribedDate)
    case contentType(DescribedContentType)
    case received(DescribedReceived)

    /// A list of addresses, which may be grouped; a list that is not has one group without a name.
    struct Addresses: Decodable {
        var list: [DescribedMailbox]?
        var groups: [Group]?

        struct Group: Decodable {
            var name: String?
            var addresses: [DescribedMailbox]
        }

        private enum CodingKeys: String, CodingKey {
            case list = "List"
            case groups = "Group"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case text = "Text"
        case address = "Address"
        case date = "DateTime"
        case contentType = "ContentType"
        case received = "Received"
    }

    init(from decoder: any Decoder) throws {
        if let word = try? decoder.singleValueContainer().decode(String.self) {
            guard word == "Empty" else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "unknown value \(word)"))
            }
            self = .empty
            return
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        switch try values.onlyKey() {
        case .text: self = .text(try values.decode(String.self, forKey: .text))
        case .address: self = .address(try values.decode(Addresses.self, forKey: .address))
        case .date: self = .date(try values.decode(DescribedDate.self, forKey: .date))
        case .contentType: self = .contentType(try values.decode(DescribedContentType.self, forKey: .contentType))
        case .received: self = .received(try values.decode(DescribedReceived.self, forKey: .received))
        }
    }
}

/// An address with its display name or comment.
struct DescribedMailbox: Decodable {
    var name: String?
    var address: String?
}

/// A media type, or a disposition, with its parameters.
struct DescribedContentType: Decodable {
    var type: String
    var subtype: String?
    var attributes: [Attribute]?

    struct Attribute: Decodable {
        var name: String
        var value: String
    }

    private enum CodingKeys: String, CodingKey {
        case type = "c_type"
        case subtype = "c_subtype"
        case attributes
    }
}

/// A date with its zone.
struct DescribedDate: Decodable {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    var isBeforeGMT: Bool
    var zoneHours: Int
    var zoneMinutes: Int

    private enum CodingKeys: String, CodingKey {
        case year, month, day, hour, minute, second
        case isBeforeGMT = "tz_before_gmt"
        case zoneHours = "tz_hour"
        case zoneMinutes = "tz_minute"
    }
}

/// The clauses of a Received field that Tamis reads too.
struct DescribedReceived: Decodable {
    var from: Host?
    var fromAddress: String?
    var by: Host?
    var forAddress: String?
    var with: String?
    var id: String?
    var date: DescribedDate?

    struct Host: Decodable {
        var name: String

        private enum CodingKeys: String, CodingKey {
            case name = "Name"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case from, by, with, id, date
        case fromAddress = "from_ip"
        case forAddress = "for_"
    }
}
