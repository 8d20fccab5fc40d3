#pragma once

#include "models/config/config.h"
#include "models/recording/feed.h"
#include "models/rules/grouprunner.h"
#include "models/sources/target.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace checkwatch::session {

/// Tells a recorder what happens in an engine. One thread (the engine's). Without a recorder it does nothing.
class Scribe
{
public:
    using Post = std::function<void(recording::Item)>;

    Scribe() = default;
    /// Everything goes to `post`.
    explicit Scribe(Post post) : m_post(std::move(post)) {}
    [[nodiscard]] bool writes() const noexcept { return m_post != nullptr; }

    void targetBegins(const sources::Target& target);
    void scraped(std::uint32_t target, std::shared_ptr<const metrics::ScrapeBatch> batch, base::Timestamp received);
    /// `markers`: what its series leave behind.
    void targetEnds(std::uint32_t target, metrics::ScrapeBatch markers);

    /// A number for a rule group that begins.
    recording::SourceId groupBegins(const rules::Group& group, base::Duration interval);
    void evaluated(recording::SourceId source, const rules::Group& group, const rules::EvaluationResult& result,
                   std::vector<metrics::ScrapeBatch> written);
    void groupEnds(recording::SourceId source, metrics::ScrapeBatch markers);
    void rulesChanged(const config::Config& config, const std::vector<rules::Group>& groups, base::Timestamp now);
    void happened(std::vector<fleet::Event> events);

private:
    void post(recording::Item item);

    Post m_post;
    std::uint64_t m_groups = 0; ///< begun so far
};

} // namespace checkwatch::session
