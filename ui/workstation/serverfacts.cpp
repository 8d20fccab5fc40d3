#include "ui/workstation/serverfacts.h"

#include "ui/common/statewords.h"
#include "ui/common/text.h"

#include <QGridLayout>

#include <cmath>

namespace checkwatch::workstation {

using common::PlainLabel;

namespace {

QString known(double value)
{
    return std::isnan(value) ? QStringLiteral("not exported") : common::number(value);
}

QString exporterWords(const fleet::TargetRow& target)
{
    switch (target.exporter) {
    case haproxy::Exporter::Native:
        return QStringLiteral("HAProxy %1, built-in exporter").arg(common::display(target.version, 40));
    case haproxy::Exporter::V1: return QStringLiteral("haproxy_exporter (cannot tell DOWN from MAINT)");
    case haproxy::Exporter::Unknown: break;
    }
    return QStringLiteral("not known yet");
}

} // namespace

ServerFacts::ServerFacts(QWidget* parent) : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget(this);
    m_grid = new QGridLayout(content);
    m_grid->setContentsMargins(12, 8, 12, 8);
    m_grid->setVerticalSpacing(4);
    m_grid->setHorizontalSpacing(16);
    m_grid->setColumnStretch(1, 1);
    m_grid->setRowStretch(100, 1);
    setWidget(content);
    clear();
}

void ServerFacts::clear()
{
    show({{QStringLiteral("Server"), QStringLiteral("Select a server to see all that is known about it.")}});
}

void ServerFacts::setServer(const Found& found, base::Timestamp now, common::Zone zone)
{
    const fleet::ServerRow& row = *found.row;
    Facts facts{
        {QStringLiteral("Server"), common::display(row.identity->server)},
        {QStringLiteral("Backend"), common::display(row.identity->proxy)},
        {QStringLiteral("Exporter"), common::display(row.identity->instance)},
        {QStringLiteral("Shown as"), common::shownWords(row, found.alert, found.target, now)},
        {QStringLiteral("State"), common::haproxyStateWords(row.state)},
        {QStringLiteral("In this state since"), common::stamp(row.since, zone)},
        {QStringLiteral("Last check"), common::checkWords(row)},
        {QStringLiteral("What it means"), common::display(haproxy::meaning(row.check))},
        {QStringLiteral("Failures in the last minute"), common::failuresWords(row)},
        {QStringLiteral("Failed checks since start"), known(row.failuresTotal)},
        {QStringLiteral("Times down since start"), known(row.upDownTotal)},
        {QStringLiteral("Weight"), known(row.weight)},
        {QStringLiteral("Sessions"), known(row.sessions)},
        {QStringLiteral("Queue"), known(row.queue)},
        {QStringLiteral("5xx answers"), known(row.rate5xx) + QStringLiteral(" a second")},
    };
    if (row.outCause == fleet::OutCause::Agent)
        facts.emplace_back(QStringLiteral("DOWN because"),
                           QStringLiteral("its own agent says so; no health check fails"));
    else if (row.outCause != fleet::OutCause::None)
        facts.emplace_back(QStringLiteral("Out because of"), common::outCauseWords(row.outCause));
    if (found.backend != nullptr)
        facts.emplace_back(
            QStringLiteral("Backend's servers"),
            QStringLiteral("%1 of %2 in rotation").arg(found.backend->inRotation).arg(found.backend->servers));
    if (found.target != nullptr) {
        facts.emplace_back(QStringLiteral("Measured by"), exporterWords(*found.target));
        facts.emplace_back(QStringLiteral("Address"), common::display(found.target->url));
        facts.emplace_back(QStringLiteral("Last good scrape"), common::stamp(found.target->lastGood, zone));
        facts.emplace_back(QStringLiteral("HAProxy started"), common::stamp(found.target->processStart, zone));
    }
    std::erase_if(facts, [](const auto& fact) { return fact.second.isEmpty(); });
    show(facts);
}

void ServerFacts::show(const Facts& facts)
{
    while (m_rows.size() < facts.size()) {
        auto* name = new PlainLabel(widget(), PlainLabel::Fit::Elide);
        auto* value = new PlainLabel(widget(), PlainLabel::Fit::Wrap);
        name->setInk(common::Role::Muted);
        name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        const int row = static_cast<int>(m_rows.size());
        m_grid->addWidget(name, row, 0, Qt::AlignTop);
        m_grid->addWidget(value, row, 1);
        m_rows.emplace_back(name, value);
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const bool used = i < facts.size();
        m_rows[i].first->setPlain(used ? facts[i].first : QString());
        m_rows[i].second->setPlain(used ? facts[i].second : QString());
        m_rows[i].first->setVisible(used);
        m_rows[i].second->setVisible(used);
    }
}

} // namespace checkwatch::workstation
