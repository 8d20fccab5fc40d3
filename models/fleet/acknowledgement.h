#pragma once

#include "models/fleet/snapshot.h"

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

/// "I am on it": somebody has taken a server's trouble, or an alert about no single server, upon himself. It is an event of
/// its own; it holds until what it is about is over, and what begins anew wants another one.
namespace checkwatch::fleet {

/// After a start, acknowledgements of so long ago are known again.
inline constexpr base::Duration acknowledgementsKept = std::chrono::hours{24};

/// About a server, whatever alerts there are about it.
[[nodiscard]] Event acknowledgementOf(const ServerIdentity& who, std::string_view by, base::Timestamp at);
/// About an alert; where it is about a server, about that.
[[nodiscard]] Event acknowledgementOf(const AlertRow& alert, std::string_view by, base::Timestamp at);
/// The alerts it is about that go on: of a server all there are about it. Their labels, as they are here.
[[nodiscard]] std::vector<metrics::Labels> alertsOf(const Event& acknowledgement, const Snapshot& snapshot);
/// When it was given: other than when an engine heard of it.
[[nodiscard]] base::Timestamp acknowledgedAt(const Event& event) noexcept;

/// The same one, heard of twice.
[[nodiscard]] bool isSameAcknowledgement(const Event& a, const Event& b) noexcept;

/// Who acknowledged what, as far as events are kept. Points into the events of the snapshot it was made of.
class Acknowledgements
{
public:
    Acknowledgements() = default;
    explicit Acknowledgements(const Snapshot& snapshot);

    /// The newest one since the trouble of a server began, DOWN or its alert; null: nobody has.
    [[nodiscard]] const Event* of(const Snapshot& snapshot, const ServerRow& row) const;
    /// The newest one since an alert's expression came true.
    [[nodiscard]] const Event* of(const AlertRow& alert) const;
    [[nodiscard]] bool isEmpty() const noexcept { return m_newest.empty(); }

private:
    /// Alert (of none that names a server), job, instance, proxy, server.
    using Key = std::tuple<std::string, std::string, std::string, std::string, std::string>;
    static Key keyOf(const Event& event);
    [[nodiscard]] const Event* since(const Key& key, base::Timestamp began) const;

    std::map<Key, const Event*> m_newest;
};

} // namespace checkwatch::fleet
