extension Capabilities {
    /// Which files a channel takes, and how they get there.
    package struct MediaRules: Hashable, Sendable {
        /// How the provider gets a file.
        package enum Delivery: Hashable, Sendable {
            /// It fetches a public URL.
            case link
            /// It must be given the bytes before the message, in a step of their own.
            case upload
            /// Either: files of the worker are uploaded, others go by their URL.
            case linkOrUpload
        }

        /// What is taken of one kind.
        package struct Rule: Hashable, Sendable {
            /// Type and subtype in lower case; nil: all.
            package var types: Set<String>?
            /// Largest size in bytes.
            package var largest: Int
            /// The rule in plain words, for the person whose file is refused.
            package var sentence: String

            /// Makes a rule.
            package init(types: Set<String>? = nil, largest: Int, sentence: String) {
                self.types = types
                self.largest = largest
                self.sentence = sentence
            }
        }

        /// How files get there.
        package var delivery: Delivery
        /// Rules by kind; a kind that is absent is refused.
        package var rules: [MediaContent.Kind: Rule]
        /// How long the provider keeps an upload under its id.
        package var uploadLife: Duration

        /// Makes rules.
        package init(_ delivery: Delivery, rules: [MediaContent.Kind: Rule], uploadLife: Duration = .hours(24)) {
            self.delivery = delivery
            self.rules = rules
            self.uploadLife = uploadLife
        }

        /// Why this file cannot be sent, as far as can be told before any call; nil when nothing speaks against it.
        ///
        /// - Parameter file: what is known for certain, when it is a file of the worker; else the message's own words are believed.
        package func refusal(of content: MediaContent, file: StoredFile?) -> Failure? {
            guard let rule = rules[content.kind] else {
                return Failure(.mediaUnsupported, detail: "The channel does not take files of the kind \(content.kind.rawValue).")
            }
            if let type = file?.mediaType ?? content.mediaType.map(MediaType.essence), !type.isEmpty, let types = rule.types,
                !types.contains(type)
            {
                return Failure(.mediaUnsupported, detail: rule.sentence)
            }
            if let size = file?.size ?? content.size, size > rule.largest { return Failure(.mediaTooLarge, detail: rule.sentence) }
            return nil
        }
    }
}

/// Reads media types.
package enum MediaType {
    /// Type and subtype in lower case, without parameters and white space.
    package static func essence(_ text: String) -> String {
        let bytes = text.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 > 0x20 }
        return String(decoding: bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
