#include "ui/common/exporternames.h"

#include "ui/common/text.h"

#include <algorithm>

namespace checkwatch::common {

namespace {

constexpr int nameCap = 80;

std::string keyOf(std::string_view job, std::string_view instance)
{
    std::string key(job);
    key += '\0';
    key += instance;
    return key;
}

/// Without the port, where there is one.
std::string_view hostOf(std::string_view instance)
{
    const std::size_t colon = instance.rfind(':');
    return colon == std::string_view::npos || colon == 0 ? instance : instance.substr(0, colon);
}

} // namespace

void ExporterNames::setTargets(const std::vector<fleet::TargetRow>& targets)
{
    const auto same = [](const fleet::TargetRow& target, const auto& known) {
        return target.job == known.first && target.instance == known.second;
    };
    if (std::ranges::equal(targets, m_known, same))
        return;
    m_known.clear();
    m_names.clear();
    m_longest.clear();
    std::unordered_map<std::string_view, int> hosts;
    std::unordered_map<std::string_view, int> instances;
    for (const fleet::TargetRow& target : targets) {
        ++hosts[hostOf(target.instance)];
        ++instances[target.instance];
    }
    for (const fleet::TargetRow& target : targets) {
        m_known.emplace_back(target.job, target.instance);
        const bool alone = hosts[hostOf(target.instance)] == 1;
        QString name = display(alone ? hostOf(target.instance) : std::string_view(target.instance), nameCap);
        if (instances[target.instance] > 1)
            name += QStringLiteral(" (%1)").arg(display(target.job, nameCap));
        else
            m_names.emplace(keyOf({}, target.instance), name); // labels of a rule's result may have lost the job
        if (name.size() > m_longest.size())
            m_longest = name;
        m_names.emplace(keyOf(target.job, target.instance), std::move(name));
    }
}

QString ExporterNames::nameOf(std::string_view job, std::string_view instance) const
{
    const auto at = m_names.find(keyOf(job, instance));
    return at != m_names.end() ? at->second : display(instance, nameCap);
}

QString ExporterNames::wholeNameOf(std::string_view job, std::string_view instance) const
{
    const QString brief = nameOf(job, instance);
    const QString whole = display(instance, nameCap);
    return brief.size() > whole.size() ? brief : whole; // with the job
}

QString ExporterNames::suffix(std::string_view job, std::string_view instance) const
{
    return several() && !instance.empty() ? QStringLiteral(" on ") + nameOf(job, instance) : QString();
}

QString ExporterNames::subjectOf(const fleet::Event& event) const
{
    QString text = display(event.proxy, nameCap);
    const bool ofServer = event.kind == fleet::EventKind::ServerState || event.kind == fleet::EventKind::LogLine;
    const std::string& server = ofServer ? event.name : event.serverName;
    if (!server.empty())
        text += (text.isEmpty() ? QString() : QStringLiteral(" / ")) + display(server, nameCap);
    return text + suffix(event.job, event.instance);
}

QString ExporterNames::serverName(const fleet::ServerIdentity& who, int cap) const
{
    return display(who.server, cap) + suffix(who.job, who.instance);
}

} // namespace checkwatch::common
