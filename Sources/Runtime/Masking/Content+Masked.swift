import ConnectorKit
package import Core
import JSONKit

// Outbound masking: every field that people read is masked, identifiers and addresses of providers are not.

extension MessageDraft {
    /// The draft as it may be stored and sent.
    ///
    /// - Parameters:
    ///   - directory: knows which fields of a channel's own bodies are identifiers.
    ///   - channel: the type of the conversation's channel; nil while it is not known, and then nothing in a template is an identifier.
    func masked(by masking: any Masking, directory: Directory, channel: String?) -> MessageDraft {
        var draft = self
        draft.content = content.masked(by: PayloadMasker(masking, identifiers: directory.identifiers(of: channel)), masking)
        draft.authorName = masking.masked(authorName)
        draft.metadata = metadata?.masked(by: masking)
        draft.template = template?.masked(by: masking)
        draft.override = override?.maskedByChannel(masking, directory)
        return draft
    }
}

extension Directory {
    /// The identifiers in payloads of a kind of channel.
    fileprivate func identifiers(of type: String?) -> IdentifierFields {
        guard let type else { return IdentifierFields([]) }
        return integrations.values.first { $0.type == type }?.registration.identifiers ?? IdentifierFields([])
    }
}

extension Content {
    /// The content with all its texts masked.
    ///
    /// - Parameter payloads: masks what is in the provider's own shape.
    func masked(by payloads: PayloadMasker, _ masking: any Masking) -> Content {
        switch self {
        case .text(var text):
            text.text = masking.masked(text.text)
            text.payload = masking.masked(text.payload)
            text.actions = text.actions.map { $0.masked(by: masking) }
            return .text(text)
        case .image(let media): return .image(media.masked(by: masking))
        case .file(let media): return .file(media.masked(by: masking))
        case .location(var location):
            location.name = masking.masked(location.name)
            location.address = masking.masked(location.address)
            return .location(location)
        case .carousel(var carousel):
            carousel.items = carousel.items.map { $0.masked(by: masking) }
            return .carousel(carousel)
        case .list(let items, let actions):
            return .list(items.map { $0.masked(by: masking) }, actions: actions.map { $0.masked(by: masking) })
        case .template(let template): return .template(template.masked(by: payloads))
        case .form(var form):
            form.fields = form.fields.map { $0.masked(by: masking) }
            return .form(form)
        case .formResponse(var response):
            response.answers = response.answers.map { $0.masked(by: masking) }
            return .formResponse(response)
        }
    }
}

extension MediaContent {
    fileprivate func masked(by masking: any Masking) -> MediaContent {
        var media = self
        media.url = masking.masked(url)
        media.filename = masking.masked(filename)
        media.caption = masking.masked(caption)
        media.altText = masking.masked(altText)
        media.actions = actions.map { $0.masked(by: masking) }
        return media
    }
}

extension Item {
    fileprivate func masked(by masking: any Masking) -> Item {
        var item = self
        item.title = masking.masked(title)
        item.description = masking.masked(description)
        item.mediaURL = masking.masked(mediaURL)
        item.altText = masking.masked(altText)
        item.metadata = metadata?.masked(by: masking)
        item.actions = actions.map { $0.masked(by: masking) }
        return item
    }
}

extension FormQuestion {
    fileprivate func masked(by masking: any Masking) -> FormQuestion {
        var field = self
        field.name = masking.masked(name)
        field.label = masking.masked(label)
        field.placeholder = masking.masked(placeholder)
        switch kind {
        case .text, .email: break
        case .select(let options, let size): field.kind = .select(options.map { $0.masked(by: masking) }, size: size)
        }
        return field
    }
}

extension FormResponse.Answer {
    fileprivate func masked(by masking: any Masking) -> FormResponse.Answer {
        let value: Value =
            switch value {
            case .text(let text): .text(masking.masked(text))
            case .email(let address): .email(masking.masked(address))
            case .select(let options): .select(options.map { $0.masked(by: masking) })
            }
        return FormResponse.Answer(value, name: masking.masked(name), label: masking.masked(label))
    }
}

extension FormOption {
    fileprivate func masked(by masking: any Masking) -> FormOption {
        FormOption(name: masking.masked(name), label: masking.masked(label))
    }
}

extension Action {
    fileprivate func masked(by masking: any Masking) -> Action {
        var action = self
        action.text = masking.masked(text)
        action.metadata = metadata?.masked(by: masking)
        switch kind {
        case .reply(let payload, let icon): action.kind = .reply(payload: masking.masked(payload), iconURL: masking.masked(icon))
        case .postback(let payload): action.kind = .postback(payload: masking.masked(payload))
        case .link(let uri): action.kind = .link(uri: masking.masked(uri))
        case .locationRequest: break
        case .webview(let uri, let fallback): action.kind = .webview(uri: masking.masked(uri), fallback: masking.masked(fallback))
        }
        return action
    }
}

extension JSONBytes {
    /// Free data of ours with every text, long number and key in it masked. What is not JSON becomes null.
    package func masked(by masking: any Masking) -> JSONBytes { masked(by: PayloadMasker(masking, identifiers: IdentifierFields([]))) }

    /// The value with every text masked but identifiers. What is not JSON becomes null.
    func masked(by payloads: PayloadMasker) -> JSONBytes {
        guard let document = try? JSONDocument.parse(bytes) else { return JSONBytes(Array("null".utf8)) }
        return payloads.masked(document.root).map { JSONBytes($0) } ?? self
    }

    /// Bodies of several channels under their types, each masked by what is an identifier there.
    fileprivate func maskedByChannel(_ masking: any Masking, _ directory: Directory) -> JSONBytes {
        guard let document = try? JSONDocument.parse(bytes), document.root.kind == .object else { return masked(by: masking) }
        let bodies = document.root.object.map { member in
            let payloads = PayloadMasker(masking, identifiers: directory.identifiers(of: member.key))
            return (type: masking.masked(member.key), body: payloads.masked(member.value) ?? member.value.serialized())
        }
        let masked = JSONWriter.object { json in
            for (type, body) in bodies {
                json.key(type)
                json.value(raw: body)
            }
        }
        // Kept byte for byte when nothing had to change, so that a comparison says so.
        return masked == document.root.serialized() ? self : JSONBytes(masked)
    }
}

extension Outcome {
    /// The outcome with the provider's words masked: error bodies repeat what was sent.
    func masked(by masking: any Masking) -> Outcome {
        switch self {
        case .accepted: self
        case .rejected(let failure): .rejected(failure.masked(by: masking))
        case .throttled(let failure, let retryAfter, let scope):
            .throttled(failure.masked(by: masking), retryAfter: retryAfter, scope: scope)
        case .unavailable(let failure, let retryAfter): .unavailable(failure.masked(by: masking), retryAfter: retryAfter)
        case .ambiguous(let failure): .ambiguous(failure.masked(by: masking))
        case .recipientGone(let failure, let optOut): .recipientGone(failure.masked(by: masking), optOut: optOut)
        case .accountInvalid(let failure): .accountInvalid(failure.masked(by: masking))
        }
    }
}

extension Failure {
    /// The failure with its words masked.
    package func masked(by masking: any Masking) -> Failure {
        var failure = self
        failure.detail = masking.masked(detail)
        failure.provider = provider.map {
            ProviderError(code: $0.code, message: masking.masked($0.message), details: masking.masked($0.details))
        }
        return failure
    }
}
