import Testing

@testable import tamis

@Suite("An unknown key is answered with the nearest that exists")
struct SuggestionTests {
    @Test(
        "Keys",
        arguments: [
            ("lisen", "smtp", "did you mean smtp.listen?"),
            ("Listen", "smtp", "did you mean smtp.listen?"),
            ("forward-protocol", "smtp", "did you mean smtp.forward_protocol?"),
            ("forward_protokoll", "smtp", "did you mean smtp.forward_protocol?"),
            ("deadlien", "worker", "did you mean worker.deadline?"),
            ("listen", "", "did you mean smtp.listen or before_queue.listen?"),
            ("listen", "control", "did you mean smtp.listen or before_queue.listen?"),
            ("folder", "bayes", "did you mean storage.folder or quarantine.folder?"),
            ("socket", "smtp", "did you mean control.socket?"),
            ("hostname", "smtp", "did you mean hostname?"),
            ("max_servers", "worker", "here it is worker.children"),
            ("sa_tag2_level_deflt", "", "here it is policy.tag2"),
            ("quarantinedir", "", "here it is quarantine.folder"),
            ("spam_tag2_level_maps", "", "here it is a table [[recipient]]"),
            ("tag3", "policy", "did you mean policy.tag or policy.tag2?"),
            ("minimum", "bayes", "did you mean bayes.minimum_ham or bayes.minimum_spam?"),
            (
                "xyzzy", "bayes",
                "[bayes] has enabled, minimum_ham, minimum_spam, max_tokens, token_texts, starter, starter_model, auto_learn, auto_learn_per_day, scope, scope_weight, max_scopes, scope_tokens"
            ),
            ("xyzzy", "log", "[log] has level"),
            (
                "xyzzy", "",
                "the sections are log, smtp, before_queue, journal, worker, reading, antivirus, attachments, bayes, "
                    + "storage, quarantine, policy, header, control, recipient"
            ),
        ])
    func keys(_ name: String, _ section: String, _ suggestion: String) {
        #expect(ConfigurationSchema.suggestion(forKey: name, inSection: section) == suggestion)
    }

    @Test(
        "Sections",
        arguments: [
            ("stmp", "did you mean [smtp]?"), ("Bayes", "did you mean [bayes]?"),
            ("anti-virus", "did you mean [antivirus]?"), ("recipients", "did you mean [[recipient]]?"),
            ("before-queue", "did you mean [before_queue]?"),
            (
                "dkim",
                "the sections are log, smtp, before_queue, journal, worker, reading, antivirus, attachments, bayes, "
                    + "storage, quarantine, policy, header, control, recipient"
            ),
        ])
    func sections(_ name: String, _ suggestion: String) {
        #expect(ConfigurationSchema.suggestion(forSection: name) == suggestion)
    }

    @Test(
        "Distance counts slips of the hand",
        arguments: [
            ("tag", "tag", 0), ("tag", "tga", 1), ("abcd", "abxd", 1), ("abcd", "abcde", 1), ("abcd", "acd", 1),
            ("abcdef", "bacdfe", 2), ("A-B", "a_b", 0), ("ab", "cd", nil), ("abc", "xyz", nil), ("", "a", nil),
            ("minimum", "minimum_ham", nil),
        ] as [(String, String, Int?)])
    func distance(_ one: String, _ other: String, _ distance: Int?) {
        #expect(EditDistance.slip(from: one, to: other) == distance)
        #expect(EditDistance.slip(from: other, to: one) == distance)
    }

    @Test("A name of any length is answered")
    func endless() {
        let name = String(repeating: "x", count: 1_000_000)
        #expect(ConfigurationSchema.suggestion(forKey: name, inSection: "log") == "[log] has level")
    }
}
