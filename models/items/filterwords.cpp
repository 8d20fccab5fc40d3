#include "models/items/filterwords.h"

#include "models/items/natural.h"

#include <algorithm>
#include <array>
#include <set>

namespace checkwatch::items {

namespace {

using haproxy::CheckStatus;
using haproxy::ServerState;

template <typename Enum, typename... Rest>
constexpr std::uint32_t bits(Enum first, Rest... rest) noexcept
{
    return (1U << static_cast<unsigned>(first)) | (0U | ... | (1U << static_cast<unsigned>(rest)));
}

constexpr std::array keyNames{
    FilterKeyName{"backend", FilterKey::Backend},
    FilterKeyName{"server", FilterKey::Server},
    FilterKeyName{"exporter", FilterKey::Exporter},
    FilterKeyName{"state", FilterKey::State},
    FilterKeyName{"check", FilterKey::Check},
    FilterKeyName{"alert", FilterKey::Alert},
    FilterKeyName{"is", FilterKey::Is},
    FilterKeyName{"failures", FilterKey::Failures},
    FilterKeyName{"weight", FilterKey::Weight},
    FilterKeyName{"code", FilterKey::Code},
    FilterKeyName{"sessions", FilterKey::Sessions},
    FilterKeyName{"queue", FilterKey::Queue},
    FilterKeyName{"5xx", FilterKey::Rate5xx},
    FilterKeyName{"downs", FilterKey::Downs},
    FilterKeyName{"job", FilterKey::Job},
    FilterKeyName{"proxy", FilterKey::Backend},
    FilterKeyName{"instance", FilterKey::Exporter},
};

constexpr std::uint32_t downStates = bits(ServerState::Down, ServerState::DownCheckOk, ServerState::DownOther);
constexpr std::uint32_t outStates
    = bits(ServerState::Maint, ServerState::Drain, ServerState::Nolb, ServerState::UpNoTraffic);
constexpr std::uint32_t upStates = bits(ServerState::UpGoingDown, ServerState::UpUnverified, ServerState::UpUnchecked,
                                        ServerState::UpNoTraffic, ServerState::UpWarming, ServerState::Up);

constexpr std::array stateWords{
    FilterWord{"down", downStates},
    FilterWord{"up", upStates},
    FilterWord{"failing", bits(ServerState::UpGoingDown)},
    FilterWord{"out", outStates},
    FilterWord{"maint", bits(ServerState::Maint)},
    FilterWord{"drain", bits(ServerState::Drain)},
    FilterWord{"nolb", bits(ServerState::Nolb)},
    FilterWord{"notup", bits(ServerState::NotUp)},
    FilterWord{"unchecked", bits(ServerState::UpUnchecked)},
    FilterWord{"unverified", bits(ServerState::UpUnverified)},
    FilterWord{"warming", bits(ServerState::UpWarming)},
    FilterWord{"unknown", bits(ServerState::Unknown)},
    FilterWord{"down_check_ok", bits(ServerState::DownCheckOk)},
    FilterWord{"down_other", bits(ServerState::DownOther)},
    FilterWord{"up_going_down", bits(ServerState::UpGoingDown)},
    FilterWord{"up_no_traffic", bits(ServerState::UpNoTraffic)},
};

constexpr std::uint32_t passed
    = bits(CheckStatus::L4Ok, CheckStatus::L6Ok, CheckStatus::L7Ok, CheckStatus::L7Okc, CheckStatus::ProcOk);
constexpr std::uint32_t noResult = bits(CheckStatus::Unknown, CheckStatus::Init);
constexpr std::uint32_t allChecks = (1U << (static_cast<unsigned>(CheckStatus::ProcOk) + 1)) - 1;

constexpr std::array checkWords{
    FilterWord{"l4con", bits(CheckStatus::L4Con)},
    FilterWord{"l4tout", bits(CheckStatus::L4Tout)},
    FilterWord{"l4ok", bits(CheckStatus::L4Ok)},
    FilterWord{"l6rsp", bits(CheckStatus::L6Rsp)},
    FilterWord{"l6tout", bits(CheckStatus::L6Tout)},
    FilterWord{"l6ok", bits(CheckStatus::L6Ok)},
    FilterWord{"l7sts", bits(CheckStatus::L7Sts)},
    FilterWord{"l7rsp", bits(CheckStatus::L7Rsp)},
    FilterWord{"l7tout", bits(CheckStatus::L7Tout)},
    FilterWord{"l7ok", bits(CheckStatus::L7Ok)},
    FilterWord{"l7okc", bits(CheckStatus::L7Okc)},
    FilterWord{"procerr", bits(CheckStatus::ProcErr)},
    FilterWord{"proctout", bits(CheckStatus::ProcTout)},
    FilterWord{"procok", bits(CheckStatus::ProcOk)},
    FilterWord{"sockerr", bits(CheckStatus::SockErr)},
    FilterWord{"hana", bits(CheckStatus::Hana)},
    FilterWord{"ok", passed},
    FilterWord{"failed", allChecks & ~passed & ~noResult},
    FilterWord{"none", noResult},
};

enum AlertBit : std::uint8_t { AlertNone, AlertPending, AlertFiring, AlertUnknown, AlertCleared, AlertSilent };

constexpr std::array alertWords{
    FilterWord{"firing", bits(AlertFiring)},
    FilterWord{"pending", bits(AlertPending)},
    FilterWord{"cleared", bits(AlertCleared)},
    FilterWord{"silent", bits(AlertSilent)},
    FilterWord{"unknown", bits(AlertUnknown)},
    FilterWord{"none", bits(AlertNone)},
    FilterWord{"any", bits(AlertFiring, AlertPending, AlertUnknown)},
};

/// Above the bits of fleet::Shown.
enum IsBit : std::uint8_t { IsFailing = 16, IsFresh, IsAbnormal, IsUncounted };

constexpr std::array isWords{
    FilterWord{"stale", bits(fleet::Shown::Stale)},
    FilterWord{"fresh", bits(IsFresh)},
    FilterWord{"abnormal", bits(IsAbnormal)},
    FilterWord{"down", bits(fleet::Shown::DownRuleSilent, fleet::Shown::DownFiring)},
    FilterWord{"silent", bits(fleet::Shown::DownRuleSilent)},
    FilterWord{"firing", bits(fleet::Shown::Firing, fleet::Shown::DownFiring)},
    FilterWord{"pending", bits(fleet::Shown::Pending)},
    FilterWord{"failing", bits(IsFailing)},
    FilterWord{"out", bits(fleet::Shown::Out)},
    FilterWord{"unverified", bits(fleet::Shown::Unverified)},
    FilterWord{"unchecked", bits(fleet::Shown::Unchecked)},
    FilterWord{"uncounted", bits(IsUncounted)},
    FilterWord{"up", bits(fleet::Shown::Up)},
};

} // namespace

std::span<const FilterKeyName> filterKeys() noexcept
{
    return keyNames;
}

std::optional<FilterKey> filterKeyFromName(std::string_view name) noexcept
{
    for (const FilterKeyName& known : keyNames) {
        if (known.name == name)
            return known.key;
    }
    return std::nullopt;
}

std::span<const FilterWord> filterWords(FilterKey key) noexcept
{
    switch (key) {
    case FilterKey::State: return stateWords;
    case FilterKey::Check: return checkWords;
    case FilterKey::Alert: return alertWords;
    case FilterKey::Is: return isWords;
    default: return {};
    }
}

std::uint32_t alertBits(const fleet::ServerRow& row, const std::vector<fleet::AlertRow>* alerts) noexcept
{
    std::uint32_t result = row.shown == fleet::Shown::DownRuleSilent ? bits(AlertSilent) : 0;
    if (base::unixMs(row.clearedDownAt) != 0)
        result |= bits(AlertCleared);
    const auto at = static_cast<std::size_t>(row.alert);
    if (row.alert < 0 || alerts == nullptr || at >= alerts->size())
        return result | bits(AlertNone);
    switch ((*alerts)[at].phase) {
    case fleet::AlertPhase::Pending: return result | bits(AlertPending);
    case fleet::AlertPhase::Firing: return result | bits(AlertFiring);
    case fleet::AlertPhase::Unknown: return result | bits(AlertUnknown);
    case fleet::AlertPhase::Resolved:
    case fleet::AlertPhase::ClearedDown: return result | bits(AlertCleared);
    }
    return result;
}

std::uint32_t isBits(const fleet::ServerRow& row) noexcept
{
    const bool stale = row.shown == fleet::Shown::Stale;
    std::uint32_t result = bits(row.shown);
    if (stale)
        result |= bits(row.was);
    else
        result |= bits(IsFresh);
    if (row.lastCheckFailed)
        result |= bits(IsFailing);
    if (row.shown != fleet::Shown::Up || row.lastCheckFailed)
        result |= bits(IsAbnormal);
    if (!row.failuresCounted)
        result |= bits(IsUncounted);
    return result;
}

} // namespace checkwatch::items
