import Core

/// What must be done about each of Meta's codes, written down from its documentation and not from the connector's table.
enum ErrorExpectations {
    /// What the documentation's action comes to.
    enum Class {
        case retry, slowAccount, slowCustomer, permanent, stopChannel, optOut, unreachable
    }

    static let all: [(codes: [Int], Class, FailureCode)] = credentials + account + pace + trouble + content + people + template + admin

    static let credentials: [(codes: [Int], Class, FailureCode)] = [
        ([0, 10, 104, 190, 131005], .stopChannel, .credentialsInvalid),
        (Array(200...299), .stopChannel, .credentialsInvalid),
    ]

    static let account: [(codes: [Int], Class, FailureCode)] = [
        (
            [
                3, 33, 368, 131031, 131037, 131042, 131045, 131048, 131063, 131064, 133000, 133006, 133010, 134011, 2_388_001, 2_388_012,
                2_388_091, 2_388_093, 2_388_103,
            ], .stopChannel, .accountRestricted
        )
    ]

    static let pace: [(codes: [Int], Class, FailureCode)] = [
        ([4, 613, 80007, 130429, 131208, 132069], .slowAccount, .rateLimited),
        ([131056], .slowCustomer, .rateLimited),
        ([138005], .retry, .rateLimited),
    ]

    static let trouble: [(codes: [Int], Class, FailureCode)] = [
        (
            [
                1, 2, 131000, 131016, 131057, 133004, 133008, 133009, 133015, 133016, 134101, 138002, 138003, 138004, 138007, 139102,
                139103, 2_494_100,
            ], .retry, .providerUnavailable
        )
    ]

    static let content: [(codes: [Int], Class, FailureCode)] = [
        (
            [
                100, 130497, 131008, 131009, 131020, 131041, 131055, 131059, 131201, 131202, 131204, 131209, 131210, 131212, 131213, 133005,
                134100, 135000, 139000, 139001, 139002, 139003, 139004, 139100, 139101, 2_388_039, 2_388_040, 2_388_047, 2_388_072,
                2_388_073, 2_388_293, 2_388_299, 2_593_107, 2_593_108, 1_752_041,
            ], .permanent, .providerRejected
        ),
        ([131051, 131060], .permanent, .contentUnsupported),
        ([131052], .permanent, .mediaUnavailable),
        ([131053], .permanent, .mediaUnsupported),
    ]

    static let people: [(codes: [Int], Class, FailureCode)] = [
        ([130403], .permanent, .recipientBlocked),
        ([130472, 131049], .permanent, .recipientUnreachable),
        ([131021, 131030, 131062, 137000], .permanent, .recipientInvalid),
        ([131026], .unreachable, .recipientUnreachable),
        ([131050], .optOut, .recipientOptedOut),
        ([138006, 138009, 138012], .permanent, .recipientNotOptedIn),
    ]

    static let template: [(codes: [Int], Class, FailureCode)] = [
        ([131047], .permanent, .outsideWindow),
        ([132000, 132005, 132008, 132012, 132018], .permanent, .templateParameters),
        ([132001], .permanent, .templateNotFound),
        ([132007, 132015, 132016, 134102], .permanent, .templateNotApproved),
    ]

    /// For an administrator, but about one template, flow, group or another product: the channel goes on.
    static let admin: [(codes: [Int], Class, FailureCode)] = [
        (
            [131044, 131207, 131211, 131214, 131215, 132068, 2_388_019, 200_005, 200_006, 200_007] + Array(147_001...147_005),
            .permanent, .providerRejected
        ),
        ([138_000, 138_001, 138_008, 138_010, 138_011] + Array(138_013...138_018), .permanent, .providerRejected),
    ]
}
