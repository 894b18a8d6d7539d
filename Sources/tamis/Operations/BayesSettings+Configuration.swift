import Store

extension BayesSettings {
    /// What the configuration says of the model for all.
    init(_ configuration: Configuration) {
        self.init(
            minimumHam: configuration.bayes.minimumHam, minimumSpam: configuration.bayes.minimumSpam,
            maximumTokens: configuration.bayes.maximumTokens, maximumTexts: configuration.bayes.tokenTexts)
    }

    /// What it says of a model for one recipient or domain: no texts, which would tell others of his mail.
    init(scopesOf configuration: Configuration) {
        self.init(
            minimumHam: 0, minimumSpam: 0, maximumTokens: configuration.bayes.scopeTokens, maximumTexts: 0)
    }
}
