#pragma once

#include "models/base/time.h"
#include "models/fleet/event.h"
#include "models/metrics/labels.h"
#include "models/metrics/matcher.h"
#include "models/metrics/relabelling.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::fleet {

/// What somebody told an Alertmanager: to tell nobody of the alerts that match, for so long. A statement by people; it says
/// nothing about health.
struct Silence
{
    std::string id;
    std::vector<metrics::Matcher> matchers; ///< all of them match; what they match is anchored, and `.` is no newline
    metrics::Relabelling relabelling;       ///< what becomes of alerts before its Alertmanager gets them
    std::string createdBy;
    std::string comment;
    base::Timestamp endsAt{};
    base::Timestamp unknownSince{}; ///< no Alertmanager that has it has answered since; epoch 0 = it is known
    bool operator==(const Silence&) const = default;

    [[nodiscard]] bool isKnown() const noexcept { return unknownSince == base::Timestamp{}; }
};
using SilencePtr = std::shared_ptr<const Silence>;

/// As an Alertmanager decides it: a label that is not there has the value "". `labels`: of the alert as it is sent, relabelled.
[[nodiscard]] bool matches(const Silence& silence, const metrics::Labels& labels) noexcept;
/// {alertname="HaproxyServerDown",server=~"web.*"}
[[nodiscard]] std::string matchersText(const std::vector<metrics::Matcher>& matchers);
/// The reverse; nothing where it is no such text.
[[nodiscard]] std::optional<std::vector<metrics::Matcher>> matchersFrom(std::string_view text);

/// A line for each step: {action="replace",target_label="server",replacement="x"}; "" where there is none.
[[nodiscard]] std::string relabellingText(const metrics::Relabelling& relabelling);
/// The reverse; nothing where it is no such text.
[[nodiscard]] std::optional<metrics::Relabelling> relabellingFrom(std::string_view text);

/// What became of a silence that applies to an alert here: begins Event::after.
namespace silencestep {
inline constexpr std::string_view began = "began"; ///< it applies for the first time
inline constexpr std::string_view changed = "changed";
inline constexpr std::string_view ended = "ended";     ///< somebody ended it
inline constexpr std::string_view expired = "expired"; ///< its time was over
inline constexpr std::string_view unasked = "unasked"; ///< the Alertmanager that has it is not asked any more
} // namespace silencestep

/// EventKind::Silenced.
[[nodiscard]] Event silenceEvent(const Silence& silence, std::string_view step, base::Timestamp at);
/// The silence that such an event tells of; nothing where it tells of none.
[[nodiscard]] std::optional<Silence> silenceOf(const Event& event);
/// The silence of such an event holds no longer.
[[nodiscard]] bool isOver(const Event& event) noexcept;
/// What somebody wants an Alertmanager to silence: each of these alerts, by all of its labels.
struct SilenceWish
{
    std::vector<metrics::Labels> alerts; ///< as they are here, without external labels
    base::Duration length{0};
    std::string createdBy;
    std::string comment;
};

} // namespace checkwatch::fleet
