#pragma once

#include "models/fleet/serverrow.h"
#include "models/fleet/silence.h"
#include "models/rules/alert.h"

#include <cstdint>
#include <string>

namespace checkwatch::fleet {

/// What an alert is about.
enum class SubjectKind : std::uint8_t { Server, Backend, Exporter, Fleet };

/// What is told about an alert; Prometheus knows the first three only.
enum class AlertPhase : std::uint8_t {
    Pending,
    Firing,
    Resolved,    ///< ended with its server not DOWN
    ClearedDown, ///< the expression went false because its server went DOWN: "cleared, server is DOWN"
    Unknown,     ///< the data is what is missing: "unknown since"
};

/// One row of the alert panel.
struct AlertRow
{
    rules::Alert alert;
    AlertPhase phase = AlertPhase::Pending;
    SubjectKind subject = SubjectKind::Fleet;
    ServerId server = noServer; ///< for SubjectKind::Server
    std::string job; ///< as far as the subject has them: of what the alert came from, whatever rules make of it
    std::string instance;
    std::string proxy;
    std::string severity;
    bool health = false;       ///< one of checkwatch: health_alerts
    bool product = false;      ///< a companion rule
    base::Timestamp firesAt{}; ///< earliest firing, for Pending
    base::Timestamp phaseSince{};
    SilencePtr silence; ///< of those that match while it is active the one that ends last; null: none
};

} // namespace checkwatch::fleet
