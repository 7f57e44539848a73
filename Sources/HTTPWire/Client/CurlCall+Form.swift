import CCurl
import Core

extension CurlCall {
    /// Hands the form to libcurl, which reads the files as it sends them. False when a file is not there.
    func set(_ form: OutboundForm, on easy: UnsafeMutableRawPointer) -> Bool {
        guard let mime = curl_mime_init(easy) else { return false }
        self.mime = mime
        for part in form.parts {
            guard let target = curl_mime_addpart(mime), add(part, to: target) else { return false }
        }
        return parley_curl_set_form(easy, mime) == CURLE_OK
    }

    private func add(_ part: OutboundForm.Part, to target: OpaquePointer) -> Bool {
        switch part {
        case .field(let name, let value):
            return curl_mime_name(target, name) == CURLE_OK && curl_mime_data(target, value, value.utf8.count) == CURLE_OK
        case .file(let name, let file, let filename):
            // The type is always named: libcurl would guess one from the name.
            return curl_mime_name(target, name) == CURLE_OK && curl_mime_filedata(target, file.path) == CURLE_OK
                && curl_mime_filename(target, filename) == CURLE_OK && curl_mime_type(target, file.mediaType) == CURLE_OK
        }
    }
}
