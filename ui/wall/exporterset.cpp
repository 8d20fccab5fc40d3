#include "ui/wall/exporterset.h"

namespace checkwatch::wall {

void ExporterSet::add(const fleet::TargetRow& target)
{
    m_exporters.emplace(target.instance, target.job);
}

bool ExporterSet::has(const fleet::AlertRow& alert) const
{
    if (alert.instance.empty()) {
        return false;
    }
    const std::string_view job = alert.alert.identity->labels.get("job");
    if (!job.empty()) {
        return m_exporters.contains({alert.instance, job});
    }
    const auto first = m_exporters.lower_bound({alert.instance, {}});
    return first != m_exporters.end() && first->first == alert.instance;
}

} // namespace checkwatch::wall
