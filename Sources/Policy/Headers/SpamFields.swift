import Evidence
import MailObject

/// The X-Spam fields, in amavis' exact form: Sieve scripts, procmail recipes and mail programs match them.
///
/// ```
/// X-Spam-Flag: YES
/// X-Spam-Score: 7.048
/// X-Spam-Level: *******
/// X-Spam-Status: Yes, score=7.048 tagged_above=2 required=6.31
///  tests=[BAYES_99=7.048] autolearn=disabled
/// ```
struct SpamFields {
    let score: Double?
    let symbols: [Symbol]
    let tagLevel: Double?
    let tag2Level: Double

    private var isSpam: Bool { (score ?? 0) >= tag2Level }

    /// The fields in amavis' order; score and level are left out where there is no score.
    var fields: [HeaderField] {
        var fields = [HeaderField(name: "X-Spam-Flag", value: isSpam ? "YES" : "NO")]
        if let score {
            fields.append(HeaderField(name: "X-Spam-Score", value: Points.text(score)))
            let stars = min(max(Int(min(max(score, 0), 64)), 0), 64)
            fields.append(HeaderField(name: "X-Spam-Level", value: String(repeating: "*", count: stars)))
        }
        fields.append(status)
        return fields
    }

    private var status: HeaderField {
        var words = [isSpam ? "Yes," : "No,", "score=" + (score.map(Points.text) ?? "x")]
        if let tagLevel { words.append("tagged_above=" + Points.text(tagLevel)) }
        words.append("required=" + Points.text(tag2Level))
        words += tests
        // The field's form is amavis'; Tamis does not learn by itself.
        words.append("autolearn=disabled")
        return HeaderField(name: "X-Spam-Status", value: FoldedValue.of(words, name: "X-Spam-Status"))
    }

    private var tests: [String] {
        let items = symbols.map { "\($0.name)=\(Points.text($0.score))" }
        guard !items.isEmpty else { return ["tests=[]"] }
        return items.enumerated().map { index, item in
            (index == 0 ? "tests=[" : "") + item + (index == items.count - 1 ? "]" : ",")
        }
    }
}
