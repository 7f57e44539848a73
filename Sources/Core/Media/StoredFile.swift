/// A file that the worker keeps on its own disk, known by its content.
package struct StoredFile: Hashable, Sendable {
    /// SHA-256 of the bytes: 32 of them.
    package var sha256: [UInt8]
    /// Size in bytes.
    package var size: Int
    /// Type and subtype in lower case, without parameters, as the bytes themselves show.
    package var mediaType: String
    /// Where the bytes are, as an absolute path on this machine. Never shown to anybody.
    package var path: String

    /// Makes a file.
    package init(sha256: [UInt8], size: Int, mediaType: String, path: String) {
        self.sha256 = sha256
        self.size = size
        self.mediaType = mediaType
        self.path = path
    }
}

/// What a connector may use of a file in a message: the file, and the ways in which the provider can get it.
package struct OutboundFile: Hashable, Sendable {
    /// The file.
    package var file: StoredFile
    /// The name to show, if one is known.
    package var filename: String?
    /// A public URL of ours, fresh and good for hours, from which a provider can fetch the file; nil when the worker has no public address.
    package var link: String?
    /// The provider's id of these bytes from an upload to this account that still lives; nil: none.
    package var upload: String?

    /// Makes a file.
    package init(file: StoredFile, filename: String? = nil, link: String? = nil, upload: String? = nil) {
        self.file = file
        self.filename = filename
        self.link = link
        self.upload = upload
    }
}
