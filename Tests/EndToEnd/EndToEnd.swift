import Testing

/// All tests with whole programs, one after the other: each starts many processes.
@Suite("End to end", .serialized)
enum EndToEnd {}
