import Testing

/// The real worker against the mock provider. One test at a time: each runs programs and measures times.
@Suite("End to end", .serialized) enum EndToEnd {}
