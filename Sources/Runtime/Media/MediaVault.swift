package import Core
package import Media

/// Where files of messages are kept and how they are shown: one for the worker.
package struct MediaVault: Sendable {
    package var folder: MediaFolder
    package var links: MediaLinks
    /// Gets files from providers.
    package var downloader: any HTTPDownloader
    package var settings: MediaSettings

    /// Puts the parts together.
    package init(folder: MediaFolder, links: MediaLinks, downloader: any HTTPDownloader, settings: MediaSettings = MediaSettings()) {
        self.folder = folder
        self.links = links
        self.downloader = downloader
        self.settings = settings
    }

    /// The URL that a message shows, made at `now`.
    package func shownURL(_ id: ID, mediaType: String?, now: Instant) -> String {
        links.url(id, until: now + settings.linkLife, mediaType: mediaType)
    }
}

/// The bounds and times of files.
package struct MediaSettings: Hashable, Sendable {
    /// The largest file of a customer that is fetched, in bytes. WhatsApp's documents have up to 100 MB.
    package var largestFetched = 100 << 20
    /// The largest attachment that the API takes, in bytes: 50 MB ("Sunshine Conversations API, limits").
    package var largestAttachment = 50 << 20
    /// How long a URL in a message or event is good for: longer than a help desk's webhooks are repeated.
    package var linkLife: Duration = .hours(24 * 7)
    /// How long a URL is good for that a provider is given to fetch a file from.
    package var providerLinkLife: Duration = .hours(24)
    /// How long files are kept.
    package var retention: Duration = .hours(24 * 180)
    /// How long a provider may take for a file.
    package var fetchDeadline: Duration = .minutes(5)
    /// Files fetched at once from one account.
    package var fetchesPerAccount = 8
    /// Hosts that the administrator named, in lower case: they may be at addresses that are not public.
    package var namedHosts: Set<String> = []

    /// The defaults.
    package init() {}
}
