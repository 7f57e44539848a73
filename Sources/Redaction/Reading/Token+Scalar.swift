extension Token {
    /// The meaning of one scalar that takes up `length` bytes.
    init(scalar: UInt32, length: Int) {
        if scalar >= 0x80, let value = DigitScripts.value(of: scalar) {
            self.init(mark: .digit, value: value, length: length)
        } else if scalar &- 0x30 < 10 {
            self.init(mark: .digit, value: UInt8(scalar - 0x30), length: length)
        } else if let joint = Joint(scalar: scalar) {
            self = .separator(joint, length)
        } else {
            self.init(mark: Mark(scalar: scalar), length: length)
        }
    }
}

extension Joint {
    /// The separator that `scalar` is. Full-width and typographic forms count as their plain one.
    init?(scalar: UInt32) {
        switch scalar {
        case 0x20, 0x09, 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: self = .space
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: self = .newline
        case 0x2D, 0x2010...0x2015, 0x2043, 0x2212, 0xFE58, 0xFE63, 0xFF0D: self = .dash
        case 0x2E, 0xFF0E, 0x3002, 0xFF61: self = .dot
        case 0x2F, 0x2044, 0x2215, 0xFF0F: self = .slash
        case 0x5F, 0xFF3F: self = .underscore
        case 0x2C, 0xFF0C, 0x3001, 0x060C: self = .comma
        case 0x7C, 0xFF5C, 0x2502: self = .pipe
        case 0xB7, 0x2027, 0x30FB, 0xFF65: self = .middleDot
        default: return nil
        }
    }
}

extension Mark {
    /// The meaning of a scalar that is neither digit nor separator.
    init(scalar: UInt32) {
        switch scalar {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF, 0xFF21...0xFF3A, 0xFF41...0xFF5A:
            self = .latin
        case 0xAD, 0x034F, 0x061C, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0x20E3, 0xFE00...0xFE0F, 0xFEFF:
            self = .invisible
        case 0x2A, 0x2022, 0x2217, 0x2587, 0x2588, 0x25A0, 0x25CB, 0x25CF, 0x2B24, 0xFF0A: self = .mask
        case 0x2B, 0xFF0B: self = .plus
        case 0x40, 0xFF20: self = .at
        default: self = .other
        }
    }
}
