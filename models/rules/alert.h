#pragma once

#include "models/base/time.h"
#include "models/metrics/labels.h"
#include "models/rules/rulefile.h"

#include <cstdint>
#include <memory>
#include <string>

namespace checkwatch::rules {

/// Prometheus' three states of an alert (guides: prometheus 3.4).
enum class AlertState : std::uint8_t {
    Inactive, ///< resolved; kept for 15 minutes
    Pending,  ///< the expression is true, `for` has not passed yet
    Firing,   ///< true for at least `for`
};

/// What never changes while an alert lives, shared by every copy.
struct AlertIdentity
{
    std::uint64_t id = 0; ///< unique in the session, never reused; a returning alert gets a new one
    std::shared_ptr<const Rule> rule;
    std::string group;
    metrics::Labels labels; ///< final: element labels, rule labels, alertname
    metrics::Labels source; ///< the element's own labels, what templates see as $labels
};

/// One alert of one rule. Copies are cheap.
struct Alert
{
    std::shared_ptr<const AlertIdentity> identity;
    AlertState state = AlertState::Inactive;
    base::Timestamp activeAt{};        ///< start of pending: the slot time of the first true evaluation
    base::Timestamp firedAt{};         ///< only once it fired
    base::Timestamp resolvedAt{};      ///< only where Inactive
    base::Timestamp keepFiringSince{}; ///< only while kept firing; epoch 0 = not
    double value = 0;                  ///< of the newest true evaluation
};

} // namespace checkwatch::rules
