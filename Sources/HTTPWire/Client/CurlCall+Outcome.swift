import CCurl
import Core

extension CurlCall {
    /// What the call's end means, from libcurl's result. Called on the curl thread while `easy` still belongs to the call.
    func outcome(_ result: CURLcode) -> TransportOutcome {
        if result == CURLE_OK {
            return isHeadComplete ? .answered(response) : failed(TransportFailure(.broken, detail: "The answer's head is not complete"))
        }
        let reason = reason(result)
        return failed(TransportFailure(reason, detail: String(cString: curl_easy_strerror(result))))
    }

    /// A failure, told apart by whether bytes of the request may have left.
    func failed(_ failure: TransportFailure) -> TransportOutcome {
        wasReady && hasSentBytes ? .maybeSent(failure) : .notSent(failure)
    }

    private func reason(_ result: CURLcode) -> TransportFailure.Reason {
        if isForbidden { return .forbiddenAddress }
        if isBodyTooLarge { return .bodyTooLarge }
        if let refusal = file?.refusal { return refusal }
        if isRepeatRefused { return .broken }
        switch result {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .badURL
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .resolve
        case CURLE_COULDNT_CONNECT: return .connect
        case CURLE_OPERATION_TIMEDOUT: return .deadline
        case CURLE_READ_ERROR,
            CURLE_ABORTED_BY_CALLBACK where request.form != nil:
            return .file
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR:
            return .tls
        default: return .broken
        }
    }
}
