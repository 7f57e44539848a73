import Core
import JSONKit
import MockKit

/// An error of the API: `{"code":…,"message":…,"more_info":…,"status":…}`.
struct TwilioProblem: Error, Hashable {
    let code: Int
    let status: Int
    let message: String

    init(_ code: Int, status: Int? = nil, _ detail: String = "") {
        self.code = code
        let known = Self.messages[code]
        self.status = status ?? known?.status ?? 400
        message = detail.isEmpty ? known?.message ?? "Unknown error" : detail
    }

    private static let messages: [Int: (status: Int, message: String)] = [
        20003: (401, "Authenticate"),
        20400: (400, "Page token is not valid"),
        20404: (404, "The requested resource was not found"),
        20429: (429, "Too Many Requests"),
        20500: (500, "An internal server error has occurred"),
        21211: (400, "Invalid 'To' Phone Number"),
        21212: (400, "Invalid From Number"),
        21408: (400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number"),
        21602: (400, "Message body is required."),
        21603: (400, "A 'From' phone number is required."),
        21604: (400, "A 'To' phone number is required."),
        21606: (400, "The 'From' phone number provided is not a valid message-capable Twilio phone number for this destination."),
        21609: (400, "The 'StatusCallback' URL is not a valid URL."),
        21610: (400, "Attempt to send to unsubscribed recipient"),
        21611: (429, "This 'From' number has exceeded the maximum number of queued messages"),
        21612: (400, "The 'To' phone number is not currently reachable using the 'From' phone number via SMS."),
        21614: (400, "'To' number is not a valid mobile number"),
        21617: (400, "The concatenated message body exceeds the 1600 character limit."),
        21620: (400, "Invalid media URL(s)"),
        21623: (400, "Number of media files exceeds allowed limit"),
        21655: (400, "The ContentSid is Invalid"),
        21656: (400, "The ContentVariables Parameter is invalid"),
        21910: (400, "Invalid From and To pair. From and To should be of the same channel"),
        63007: (400, "Twilio could not find a Channel with the specified From address"),
    ]

    var response: HTTPResponse {
        .json(
            status,
            JSONWriter.object { json in
                json.field("code", code)
                json.field("message", message)
                json.field("more_info", "https://www.twilio.com/docs/errors/\(code)")
                json.field("status", status)
            })
    }
}
