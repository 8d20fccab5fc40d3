#pragma once

#include <atomic>
#include <memory>

namespace checkwatch::base {

/// A shared "stop, nobody wants the answer any more". Copies share one flag; safe from any thread.
class CancelToken
{
public:
    CancelToken() : m_flag(std::make_shared<std::atomic<bool>>(false)) {}

    void cancel() const noexcept { m_flag->store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool canceled() const noexcept { return m_flag->load(std::memory_order_relaxed); }

private:
    std::shared_ptr<std::atomic<bool>> m_flag;
};

} // namespace checkwatch::base
