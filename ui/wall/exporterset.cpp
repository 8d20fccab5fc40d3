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
    if (!alert.job.empty()) {
        return m_exporters.contains({alert.instance, alert.job});
    }
    const auto first = m_exporters.lower_bound({alert.instance, {}});
    return first != m_exporters.end() && first->first == alert.instance;
}

} // namespace checkwatch::wall
