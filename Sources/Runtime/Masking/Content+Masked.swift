import ConnectorKit
package import Core
import JSONKit

// Outbound masking: every field that people read is masked, identifiers and addresses of providers are not.

extension MessageDraft {
    /// The draft as it may be stored and sent.
    func masked(by masking: any Masking) -> MessageDraft {
        var draft = self
        draft.content = content.masked(by: masking)
        draft.authorName = masking.masked(authorName)
        draft.metadata = metadata?.masked(by: masking)
        draft.override = override?.masked(by: masking)
        return draft
    }
}

extension Content {
    /// The content with all its texts masked.
    package func masked(by masking: any Masking) -> Content {
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
        case .carousel(let items): return .carousel(items.map { $0.masked(by: masking) })
        case .list(let items, let actions):
            return .list(items.map { $0.masked(by: masking) }, actions: actions.map { $0.masked(by: masking) })
        case .template(let template): return .template(template.masked(by: masking))
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
        item.actions = actions.map { $0.masked(by: masking) }
        return item
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
    /// The value with every text in it masked. What is not JSON becomes null.
    package func masked(by masking: any Masking) -> JSONBytes {
        guard let document = try? JSONDocument.parse(bytes) else { return JSONBytes(Array("null".utf8)) }
        return document.root.rewritingStrings { _, leaf in masking.mask(leaf.utf8) }.map { JSONBytes($0) } ?? self
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
