/// The error codes of the Cloud API.
///
/// Source: Meta, Cloud API, error codes.
enum ErrorTable {
    struct Entry {
        let status: Int
        let title: String
    }

    /// The status and title of a code; 400 and "Unknown error" for one that is not listed.
    static func entry(_ code: Int) -> Entry { entries[code] ?? Entry(status: 400, title: "Unknown error") }

    private static let entries: [Int: Entry] = Dictionary(
        uniqueKeysWithValues: rows.map { ($0.0, Entry(status: $0.1, title: $0.2)) })

    private static let rows: [(Int, Int, String)] = [
        (0, 401, "AuthException"),
        (1, 400, "API Unknown"),
        (2, 503, "API Service"),
        (3, 500, "API Method"),
        (4, 400, "Application request limit reached"),
        (10, 403, "Permission Denied"),
        (33, 400, "Parameter value is not valid"),
        (100, 400, "Invalid parameter"),
        (104, 401, "Incorrect signature"),
        (190, 401, "Access token has expired"),
        (200, 403, "API Permission"),
        (368, 403, "Temporarily blocked for policies violations"),
        (80007, 400, "Rate limit issues"),
        (130403, 400, "Business blocked this user"),
        (130429, 429, "Rate limit hit"),
        (130472, 400, "User's number is part of an experiment"),
        (130497, 403, "Business account is restricted from messaging users in this country."),
        (131000, 500, "Something went wrong"),
        (131005, 403, "Access denied"),
        (131008, 400, "Required parameter is missing"),
        (131009, 400, "Parameter value is not valid"),
        (131016, 503, "Service unavailable"),
        (131020, 400, "Group has one member"),
        (131021, 400, "Recipient cannot be sender"),
        (131026, 400, "Message undeliverable"),
        (131030, 400, "Recipient phone number not in allowed list"),
        (131031, 403, "Business Account locked"),
        (131037, 400, "Display name approval is needed"),
        (131041, 400, "Group unknown"),
        (131042, 400, "Business eligibility payment issue"),
        (131045, 500, "Incorrect certificate"),
        (131047, 400, "Re-engagement message"),
        (131048, 400, "Spam rate limit hit"),
        (131049, 400, "This message was not delivered to maintain healthy ecosystem engagement."),
        (131050, 400, "User has stopped marketing messages"),
        (131051, 400, "Unsupported message type"),
        (131052, 400, "Media download error"),
        (131053, 400, "Media upload error"),
        (131055, 400, "Method not allowed"),
        (131056, 400, "(Business Account, Consumer Account) pair rate limit hit"),
        (131057, 500, "Account in maintenance mode"),
        (131059, 400, "Cursor is not valid"),
        (131062, 400, "Business-scoped user id is not supported for this message"),
        (131063, 400, "Marketing templates are switched off"),
        (131064, 400, "Limited for template misclassification"),
        (132000, 400, "Number of parameters does not match the expected number of params"),
        (132001, 404, "Template name does not exist in the translation"),
        (132005, 400, "Translated text too long"),
        (132007, 400, "Template format character policy violated"),
        (132008, 400, "Template parameter value is not valid"),
        (132012, 400, "Parameter format does not match format in the created template"),
        (132015, 400, "Template is paused"),
        (132016, 400, "Template is disabled"),
        (132018, 400, "Template parameters are not valid"),
        (132068, 400, "Flow is in blocked state"),
        (132069, 400, "Flow is in throttled state"),
        (133004, 503, "Server temporarily unavailable"),
        (133010, 400, "Phone number not registered"),
        (134011, 403, "Payments terms not accepted"),
        (135000, 400, "Generic user error"),
        (137000, 400, "Identity key changed"),
        (2494100, 500, "Number in maintenance mode"),
    ]
}
