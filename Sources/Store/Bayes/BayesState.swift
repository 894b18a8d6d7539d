import Bayes
import Evidence
import GRDB

/// The model in memory, and how far it has come in the log.
struct BayesState {
    var model = BayesModel()
    /// The last row of the log that is in the model.
    var appliedID: Int64 = 0
    /// The last row that was in the tables when this process last looked.
    var foldedID: Int64 = 0
    /// Tokens forgotten since then: to be deleted from the table by the next fold.
    var forgotten: [Token] = []
    /// The generation of the stored tables that it comes from (``StoredModel/generation()``).
    var generation: Int64 = 0
    /// A transaction failed after its rows had been applied: the model is to be loaded anew.
    var isStale = false
    /// When the last row of the log was written.
    var lastTraining: Int64?

    /// Reads the tables and then the log from where they end.
    static func load(_ db: Database) throws -> BayesState {
        let stored = StoredModel(db: db)
        let log = TrainingLog(db: db)
        var state = BayesState()
        state.model = try stored.read()
        state.generation = try stored.generation()
        state.foldedID = try stored.foldedID()
        state.appliedID = state.foldedID
        do {
            try log.forEach(after: state.foldedID) { id, record in state.apply(record, id: id) }
        } catch is TrainingLog.TokensGone {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "tokens are missing in the training log")
        }
        state.lastTraining = try log.lastTime()
        return state
    }

    /// Takes in a row.
    mutating func apply(_ record: TrainingRecord, id: Int64) {
        forgotten += model.apply(record)
        appliedID = id
    }
}
