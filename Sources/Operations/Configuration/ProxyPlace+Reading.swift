internal import Core

extension ProxyPlace {
    /// Reads `ADDRESS`, `ADDRESS/LENGTH` or `unix`.
    init(reading text: String) throws(ConfigurationFault) {
        if text == "unix" {
            self = .unixSockets
            return
        }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = HostName.address(String(parts[0])) else {
            throw ConfigurationFault(
                "must be an IP address such as \"127.0.0.1\", a block of them such as \"10.0.0.0/8\", or \"unix\" for socket files")
        }
        guard parts.count == 2 else {
            self = .addresses(address)
            return
        }
        let most = address.contains(":") ? 128 : 32
        guard let length = Int(parts[1]), (0...most).contains(length), parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            throw ConfigurationFault("needs a number from 1 to \(most) behind the slash")
        }
        guard length > 0 else {
            throw ConfigurationFault("would trust everybody, and anybody could then claim any address; name the addresses of the proxies")
        }
        self = .addresses("\(address)/\(length)")
    }
}
