// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: the strictest the compiler has, so that a data race or an accidental import is a build error.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A Swift target. Its `dependencies` are all it may import: the build checks it (see `.ci/run`).
func room(_ name: String, in path: String? = nil, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, path: path ?? "Sources/\(name)", resources: resources, swiftSettings: strict)
}

func program(_ name: String, in path: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", resources: resources, swiftSettings: strict)
}

func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let package = Package(
    name: "parley",
    targets: [
        // Debian's C libraries.
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        system("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        system("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        system("CSystemd", pkgConfig: "libsystemd", apt: "libsystemd-dev"),
        .systemLibrary(name: "CLinux", path: "Sources/CLinux"),
        .target(name: "CSQLiteLog", dependencies: ["CSQLite"], path: "Sources/CSQLiteLog"),
        .target(name: "CSimdJSON", path: "Sources/CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CTimeZone", path: "Sources/CTimeZone", linkerSettings: [.linkedLibrary("date-tz")]),

        // The floor: bytes, keys, values. No I/O.
        room("JSONKit", ["CSimdJSON"]),
        room("Cryptography", ["CCrypto"]),
        room("Core"),
        room("Wire", ["Core", "JSONKit", "Store"]),
        room("Redaction"),

        // What connectors see.
        room("ConnectorKit", ["Core", "JSONKit", "Cryptography", "CTimeZone"]),
        room("CustomConnector", in: "Connectors/Custom", ["Core", "ConnectorKit", "JSONKit", "Cryptography"]),
        room("TelegramConnector", in: "Connectors/Telegram", ["Core", "ConnectorKit", "JSONKit", "Cryptography"]),
        room("TwilioConnector", in: "Connectors/Twilio", ["Core", "ConnectorKit", "JSONKit", "Cryptography"]),
        room("WhatsAppConnector", in: "Connectors/WhatsApp", ["Core", "ConnectorKit", "JSONKit", "Cryptography"]),
        room("WebChatConnector", in: "Connectors/WebChat", ["Core", "ConnectorKit", "JSONKit", "Cryptography"]),

        // The edge.
        room("Store", ["Core"]),
        room("StoreSQLite", ["Core", "Store", "CSQLite", "CSQLiteLog"]),
        room("HTTPWire", ["Core", "CMicroHTTPD", "CCurl", "CLinux"]),

        room("Media", ["Core", "Cryptography", "CLinux"]),

        // The worker.
        room("Runtime", ["Core", "Wire", "JSONKit", "Cryptography", "ConnectorKit", "Store", "Media", "Redaction"]),
        room("API", ["Core", "Wire", "JSONKit", "Cryptography", "ConnectorKit", "Store", "Media", "Runtime"]),
        room(
            "WebChat",
            [
                "Core", "Wire", "JSONKit", "Cryptography", "ConnectorKit", "Store", "HTTPWire", "Runtime", "WebChatConnector",
            ], resources: [.embedInCode("Widget")]),
        room("Demo", ["Core", "JSONKit", "Cryptography", "Runtime"], resources: [.embedInCode("Pages")]),
        room("Operations", ["Core", "JSONKit", "Store", "ConnectorKit", "Redaction", "CSystemd"]),
        program(
            "parley", in: "Sources/parley",
            [
                "CLinux", "Core", "Wire", "JSONKit", "Cryptography", "Redaction", "ConnectorKit", "Store", "StoreSQLite", "HTTPWire",
                "Media", "Runtime", "API", "Demo", "Operations", "WebChat", "CustomConnector", "TelegramConnector", "TwilioConnector",
                "WebChatConnector",
                "WhatsAppConnector",
            ]),

        // Fake providers and conformance kits.
        room("ConnectorTesting", in: "Mocks/ConnectorTesting", ["Core", "ConnectorKit", "JSONKit"]),
        room("StoreTesting", in: "Mocks/StoreTesting", ["Core", "Store"]),
        room("MockKit", in: "Mocks/MockKit", ["Core", "HTTPWire", "JSONKit", "Cryptography"]),
        room("WhatsAppMock", in: "Mocks/WhatsAppMock", ["Core", "HTTPWire", "JSONKit", "Cryptography", "MockKit"]),
        room("TelegramMock", in: "Mocks/TelegramMock", ["Core", "HTTPWire", "JSONKit", "MockKit"]),
        room("MailMock", in: "Mocks/MailMock", ["Core", "JSONKit", "Cryptography", "MockKit"]),
        room("TwilioMock", in: "Mocks/TwilioMock", ["Core", "HTTPWire", "JSONKit", "Cryptography", "MockKit"]),
        room("BeaconMock", in: "Mocks/BeaconMock", ["Core", "HTTPWire", "JSONKit", "Cryptography", "MockKit"]),
        room("RelayMock", in: "Mocks/RelayMock", ["Core", "HTTPWire", "JSONKit", "Cryptography", "MockKit"]),
        program(
            "parley-mocks", in: "Mocks/parley-mocks",
            ["HTTPWire", "BeaconMock", "MailMock", "MockKit", "RelayMock", "TelegramMock", "TwilioMock", "WhatsAppMock"]),
        program("parley-tour", in: "Mocks/parley-tour", ["Core", "HTTPWire", "JSONKit", "Cryptography", "MockKit"]),
        program(
            "parley-bench", in: "Benchmarks/parley-bench",
            ["CLinux", "Core", "JSONKit", "Cryptography", "Redaction", "Store", "StoreSQLite"]),

        tests("JSONKitTests", ["Core", "JSONKit"]),
        tests("CryptographyTests", ["Cryptography"]),
        tests("CoreTests", ["Core"]),
        tests("WireTests", ["Core", "Wire", "JSONKit", "Store", "API"]),
        tests("RedactionTests", ["Core", "Redaction"]),
        tests("ConnectorKitTests", ["Core", "ConnectorKit", "JSONKit", "Cryptography"]),
        tests("CustomConnectorTests", ["Core", "ConnectorKit", "JSONKit", "Cryptography", "CustomConnector", "ConnectorTesting"]),
        tests("TelegramConnectorTests", ["Core", "ConnectorKit", "JSONKit", "Cryptography", "TelegramConnector", "ConnectorTesting"]),
        tests("TwilioConnectorTests", ["Core", "ConnectorKit", "JSONKit", "Cryptography", "TwilioConnector", "ConnectorTesting"]),
        tests("WhatsAppConnectorTests", ["Core", "ConnectorKit", "JSONKit", "Cryptography", "WhatsAppConnector", "ConnectorTesting"]),
        tests("WebChatConnectorTests", ["Core", "ConnectorKit", "JSONKit", "Cryptography", "WebChatConnector", "ConnectorTesting"]),
        tests("StoreSQLiteTests", ["CSQLite", "Core", "Store", "StoreSQLite", "StoreTesting"]),
        tests("MediaTests", ["Core", "Cryptography", "Media"]),
        tests("HTTPWireTests", ["Core", "HTTPWire"]),
        tests(
            "RuntimeTests",
            [
                "Core", "Wire", "JSONKit", "Cryptography", "ConnectorKit", "Store", "StoreSQLite", "Redaction", "Media", "Runtime",
                "StoreTesting",
            ]),
        tests("APITests", ["Core", "Wire", "JSONKit", "Cryptography", "ConnectorKit", "Store", "StoreSQLite", "Media", "Runtime", "API"]),
        tests("OperationsTests", ["Core", "JSONKit", "ConnectorKit", "Operations"]),
        tests("ParleyTests", ["parley", "Core", "HTTPWire", "JSONKit", "Cryptography", "Operations", "Redaction", "Runtime"]),
        tests("TelegramMockTests", ["Core", "HTTPWire", "JSONKit", "MockKit", "TelegramMock"]),
        tests("BeaconMockTests", ["Core", "HTTPWire", "JSONKit", "MockKit", "BeaconMock"]),
        tests("MailMockTests", ["Core", "HTTPWire", "JSONKit", "MockKit", "MailMock"]),
        tests("TwilioMockTests", ["Core", "HTTPWire", "JSONKit", "MockKit", "TwilioMock"]),
        tests("WhatsAppMockTests", ["Core", "HTTPWire", "JSONKit", "Cryptography", "MockKit", "WhatsAppMock"]),
        tests("EndToEndTests", ["Core", "HTTPWire", "JSONKit", "Cryptography", "MockKit"]),
    ],
    cxxLanguageStandard: .cxx17
)
