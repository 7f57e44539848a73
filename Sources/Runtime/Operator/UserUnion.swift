import Core
import JSONKit
import Store

/// What one user of two knows: the surviving user's own, and of the other what it lacks. A value without effects.
struct UserUnion {
    /// The surviving user with what it has taken over.
    private(set) var user: User
    /// Metadata of the discarded user that was not taken over.
    let discardedMetadata: JSONBytes?

    init(surviving: User, discarded: User) {
        var user = surviving
        user.externalID = surviving.externalID ?? discarded.externalID
        user.signedUpAt = surviving.signedUpAt ?? discarded.signedUpAt
        user.profile = FlatObject(surviving.profile).filled(from: FlatObject(discarded.profile)).encoded()
        let own = FlatObject(surviving.metadata)
        let other = FlatObject(discarded.metadata)
        let union = own.filled(from: other).encoded()
        // Together they may be more than metadata can be: then the other's are dropped, and told.
        user.metadata = union.bytes.count <= Self.metadataLimit ? union : surviving.metadata
        let kept = FlatObject(user.metadata)
        let dropped = other.without { kept[$0] == other[$0] }
        discardedMetadata = dropped.isEmpty ? nil : dropped.encoded()
        self.user = user
    }

    private static let metadataLimit = 4096

}

extension MergeRecord {
    /// `user` without what it has from the discarded user, as far as nobody has changed it since.
    func parted(_ user: User) -> User {
        var user = user
        if user.externalID == after.externalID { user.externalID = before.externalID }
        if user.signedUpAt == after.signedUpAt { user.signedUpAt = before.signedUpAt }
        user.profile = Self.parted(user.profile, before.profile, after.profile)
        user.metadata = Self.parted(user.metadata, before.metadata, after.metadata)
        return user
    }

    private static func parted(_ now: JSONBytes, _ before: JSONBytes, _ after: JSONBytes) -> JSONBytes {
        let (now, before, after) = (FlatObject(now), FlatObject(before), FlatObject(after))
        return now.without { before[$0] == nil && after[$0] != nil && now[$0] == after[$0] }.encoded()
    }
}
