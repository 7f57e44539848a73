#pragma once
#include <simdjson.h>

#include <memory>
#include <mutex>
#include <vector>

namespace csj {

/// Idle objects kept for reuse: at most `limit` of them, none that grew past `largest` bytes of input.
template <typename T>
class Pool {
public:
    Pool(size_t limit, size_t largest) : limit(limit), largest(largest) { idle.reserve(limit); }

    std::unique_ptr<T> take() {
        {
            std::lock_guard<std::mutex> guard(mutex);
            if (!idle.empty()) {
                std::unique_ptr<T> last = std::move(idle.back());
                idle.pop_back();
                return last;
            }
        }
        return std::make_unique<T>();
    }

    void give(std::unique_ptr<T> item) {
        if (item->capacity() > largest) return;
        std::lock_guard<std::mutex> guard(mutex);
        if (idle.size() < limit) idle.push_back(std::move(item));
    }

private:
    const size_t limit;
    const size_t largest;
    std::mutex mutex;
    std::vector<std::unique_ptr<T>> idle;
};

}  // namespace csj
