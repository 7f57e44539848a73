#include "CSimdJSON.h"

#include <simdjson.h>

#include "Pool.h"

static_assert(CSJ_PADDING >= simdjson::SIMDJSON_PADDING, "the caller's padding must cover simdjson's");

struct csj_document {
    simdjson::dom::document document;
    size_t capacity() const { return document.capacity(); }
};

namespace {

using simdjson::dom::parser;

// Never destroyed: a document may be given back by a thread that outlives the static destructors.
csj::Pool<parser> &parsers() {
    static auto *pool = new csj::Pool<parser>(8, 256 * 1024);
    return *pool;
}

csj::Pool<csj_document> &documents() {
    static auto *pool = new csj::Pool<csj_document>(32, 16 * 1024);
    return *pool;
}

int32_t status(simdjson::error_code error) {
    switch (error) {
        case simdjson::SUCCESS: return csj_ok;
        case simdjson::UTF8_ERROR: return csj_utf8;
        case simdjson::DEPTH_ERROR: return csj_depth;
        case simdjson::CAPACITY:
        case simdjson::MEMALLOC: return csj_too_large;
        case simdjson::EMPTY: return csj_empty;
        case simdjson::NUMBER_ERROR:
        case simdjson::NUMBER_OUT_OF_RANGE: return csj_number;
        default: return csj_syntax;
    }
}

size_t roundedCapacity(size_t length) {
    size_t capacity = 4096;
    while (capacity < length) capacity *= 2;
    return capacity;
}

simdjson::error_code parseOnce(
    parser &parser, csj_document &into, const uint8_t *bytes, size_t length, bool padded, size_t levels) {
    size_t capacity = roundedCapacity(length);
    if (parser.capacity() < capacity || parser.max_depth() != levels) {
        auto error = parser.allocate(std::max(capacity, parser.capacity()), levels);
        if (error) return error;
    }
    if (into.document.capacity() < length) {
        auto error = into.document.allocate(capacity);
        if (error) return error;
    }
    return parser.parse_into_document(into.document, bytes, length, !padded).error();
}

// True when no more than `depth` containers are inside each other. simdjson does not count an empty one.
bool isWithin(const uint64_t *tape, uint32_t depth) {
    size_t end = tape[0] & 0xffffffff;
    uint32_t open = 0;
    for (size_t i = 1; i < end; i++) {
        switch (tape[i] >> 56) {
            case '{':
            case '[':
                if (++open > depth) return false;
                break;
            case '}':
            case ']': open--; break;
            case 'l':
            case 'u':
            case 'd': i++; break;
            default: break;
        }
    }
    return true;
}

simdjson::error_code parse(parser &parser, csj_document &into, const uint8_t *bytes, size_t length, bool padded, uint32_t depth) {
    // simdjson refuses at its limit, not past it; an empty container may stand at it. So `depth` levels are sure to be kept here.
    auto error = parseOnce(parser, into, bytes, length, padded, depth);
    if (error != simdjson::DEPTH_ERROR) return error;
    error = parseOnce(parser, into, bytes, length, padded, size_t(depth) + 1);
    if (error) return error;
    return isWithin(into.document.tape.get(), depth) ? simdjson::SUCCESS : simdjson::DEPTH_ERROR;
}

// Reads the four hexadecimal digits of an escape; a value past 0xffff when one of them is none.
uint32_t hexadecimal(const uint8_t *digits) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        uint8_t c = digits[i];
        uint32_t digit;
        if (c >= '0' && c <= '9') digit = c - '0';
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') digit = (c | 0x20) - 'a' + 10;
        else return UINT32_MAX;
        value = value << 4 | digit;
    }
    return value;
}

}  // namespace

int32_t csj_parse(const uint8_t *bytes, size_t length, bool padded, uint32_t depth, csj_parsed *out) noexcept {
    try {
        auto parser = parsers().take();
        auto document = documents().take();
        auto error = parse(*parser, *document, bytes, length, padded, depth);
        parsers().give(std::move(parser));
        if (error) {
            documents().give(std::move(document));
            return status(error);
        }
        out->tape = document->document.tape.get();
        out->strings = document->document.string_buf.get();
        out->document = document.release();
        return csj_ok;
    } catch (...) {
        // Only memory can run out here: simdjson itself reports by code.
        return csj_too_large;
    }
}

void csj_release(csj_document *document) noexcept {
    try {
        documents().give(std::unique_ptr<csj_document>(document));
    } catch (...) {
        // The lock could not be taken: the document is freed by its owner going away.
    }
}

bool csj_has_lone_surrogate(const uint8_t *bytes, size_t length) noexcept {
    const uint8_t *at = bytes, *end = bytes + length;
    while (at < end) {
        if (*at != '\\') {
            at = static_cast<const uint8_t *>(std::memchr(at, '\\', end - at));
            if (!at) return false;
        }
        if (end - at < 6 || at[1] != 'u') {
            at += 2;
            continue;
        }
        if ((at[2] | 0x20) != 'd') {
            at += 6;
            continue;
        }
        uint32_t first = hexadecimal(at + 2);
        if (first < 0xd800 || first > 0xdfff) {
            at += 6;
            continue;
        }
        bool paired = first < 0xdc00 && end - at >= 12 && at[6] == '\\' && at[7] == 'u' && (hexadecimal(at + 8) & ~0x3ffu) == 0xdc00;
        if (!paired) return true;
        at += 12;
    }
    return false;
}
