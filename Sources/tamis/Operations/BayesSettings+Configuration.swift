import Store

extension BayesSettings {
    /// What the configuration says.
    init(_ configuration: Configuration) {
        self.init(
            minimumHam: configuration.bayes.minimumHam, minimumSpam: configuration.bayes.minimumSpam,
            maximumTokens: configuration.bayes.maximumTokens, maximumTexts: configuration.bayes.tokenTexts)
    }
}
