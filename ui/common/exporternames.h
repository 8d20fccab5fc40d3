#pragma once

#include "models/fleet/snapshot.h"

#include <QString>

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace checkwatch::common {

/// What the exporters of a fleet are called, as briefly as tells them apart: "lb-01" where no other exporter has that
/// host, "lb-01:8404" where one has, "lb-01:8404 (job)" where two jobs read the same address. Servers of one name behind
/// several exporters are told apart by it. GUI thread.
class ExporterNames
{
public:
    /// Cheap where the exporters are the same as before.
    void setTargets(const std::vector<fleet::TargetRow>& targets);
    /// Whether a server's name needs its exporter's beside it.
    [[nodiscard]] bool several() const noexcept { return m_known.size() > 1; }
    /// The longest of the brief names.
    [[nodiscard]] const QString& longest() const noexcept { return m_longest; }
    /// Through the gateway. One that is not among the targets (any more) has its whole instance.
    [[nodiscard]] QString nameOf(std::string_view job, std::string_view instance) const;
    /// The whole instance, and the job where that does not tell them apart.
    [[nodiscard]] QString wholeNameOf(std::string_view job, std::string_view instance) const;
    /// " on lb-01" where there are several, else "".
    [[nodiscard]] QString suffix(std::string_view job, std::string_view instance) const;
    /// "app / web-02 on lb-01", as much of it as the event names; the exporter only where there are several.
    [[nodiscard]] QString subjectOf(const fleet::Event& event) const;
    /// "web-02 on lb-01" or "web-02".
    [[nodiscard]] QString serverName(const fleet::ServerIdentity& who, int cap = 80) const;

private:
    std::vector<std::pair<std::string, std::string>> m_known; ///< job and instance
    std::unordered_map<std::string, QString> m_names;         ///< by both
    QString m_longest;
};

} // namespace checkwatch::common
