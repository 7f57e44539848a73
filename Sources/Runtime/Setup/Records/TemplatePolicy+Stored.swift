package import JSONKit

extension TemplatePolicy.WhenWindowClosed: JSONWritable {
    /// Reads the stored form; nil for anything else.
    init?(stored json: JSON) {
        if json.string == "fail" {
            self = .fail
        } else if let name = json["template"].string {
            self = .template(name: name, language: json["language"].string)
        } else {
            return nil
        }
    }

    /// The form of the configuration file, which is kept and shown too.
    package func write(to json: inout JSONWriter) {
        switch self {
        case .fail: json.value("fail")
        case .template(let name, let language):
            json.object { json in
                json.field("template", name)
                json.field("language", ifPresent: language)
            }
        }
    }
}
