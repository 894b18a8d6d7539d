import ArgumentParser

/// `--recipient`: what is meant is the model of one recipient or domain, not that for all.
struct RecipientOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "For this recipient (or domain) alone, where bayes.scope gives him a model of his own.",
            valueName: "address"))
    var recipient: String?
}
