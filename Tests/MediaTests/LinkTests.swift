import Core
import Media
import Testing

@Suite struct LinkTests {
    private static let links = MediaLinks(origin: "https://parley.test", isPublic: true, key: [1, 2, 3])
    private static let id = ID(high: 0x0190_0123_4567_89AB, low: 0xCDEF_0011)
    private static let expiry = Instant(seconds: 1_800_000_000)
    private static let url = links.url(id, until: expiry, mediaType: "image/png")

    private static func path(_ url: String) -> String { String(url.dropFirst("https://parley.test".count)) }

    @Test func aLink_namesItsFileAndExpiry_underAnyOrigin() {
        #expect(Self.url.hasPrefix("https://parley.test/media/") && Self.url.hasSuffix(".png"))
        let link = Self.links.link(path: Self.path(Self.url))
        #expect(link?.id == Self.id && link?.expiresAt == Self.expiry)
        #expect(Self.links.id(in: Self.url) == Self.id)
        #expect(Self.links.id(in: "http://elsewhere:1/under/" + Self.path(Self.url).dropFirst() + "?a=b#c") == Self.id)
        #expect(Self.links.id(in: "https://parley.test/media/") == nil)
        #expect(Self.links.id(in: "") == nil)
    }

    @Test func aLinkHoldsNoDigit_soThatNoMaskerTakesItForACard() {
        let digits = Self.path(Self.url).filter(\.isNumber)
        #expect(digits.isEmpty)
    }

    @Test func aLinkChangedInAnyPlace_isNotGenuine() {
        let path = Array(Self.path(Self.url).utf8)
        for place in path.indices where place < path.count - 4 {
            for byte in [path[place] == UInt8(ascii: "c") ? UInt8(ascii: "d") : UInt8(ascii: "c"), UInt8(ascii: "z"), UInt8(ascii: "/")] {
                var changed = path
                changed[place] = byte
                guard changed != path else { continue }
                #expect(Self.links.link(path: String(decoding: changed, as: UTF8.self)) == nil, "place \(place)")
            }
        }
    }

    @Test func aLinkUnderAnotherKey_isNotGenuine() {
        let other = MediaLinks(origin: "https://parley.test", isPublic: true, key: [1, 2, 4])
        #expect(other.link(path: Self.path(Self.url)) == nil)
    }
}
