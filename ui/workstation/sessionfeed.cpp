#include "ui/workstation/sessionfeed.h"

#include <algorithm>

namespace checkwatch::workstation {

SessionFeed::SessionFeed(QObject* parent) : QObject(parent) {}

void SessionFeed::setSession(session::Session* session)
{
    if (m_session != nullptr)
        disconnect(m_session, nullptr, this, nullptr);
    m_session = session;
    if (session == nullptr)
        return;
    connect(session, &session::Session::historyReady, this, [this](const fleet::HistoryPtr& history) {
        if (history->request == m_chart)
            Q_EMIT chartReady(history);
        else if (history->request == m_sparklines)
            Q_EMIT sparklinesReady(history);
    });
    connect(session, &session::Session::explanationReady, this, [this](const fleet::ExplanationPtr& why) {
        if (why->request == m_why)
            Q_EMIT whyReady(why);
    });
}

void SessionFeed::ask(Channel channel, std::uint64_t& newest, const std::vector<fleet::ServerId>& servers,
                      const Stretch& stretch)
{
    if (m_session == nullptr || servers.empty() || stretch.to <= stretch.from)
        return;
    newest = m_next++;
    const base::Duration step = (stretch.to - stretch.from) / std::max(1, stretch.columns);
    m_session->requestHistory(newest, channel, servers, stretch.from, stretch.to, std::max(step, base::Duration{1000}));
}

void SessionFeed::askChart(const std::vector<fleet::ServerId>& servers, const Stretch& stretch)
{
    ask(ChartChannel, m_chart, servers, stretch);
}

void SessionFeed::askSparklines(const std::vector<fleet::ServerId>& servers, const Stretch& stretch)
{
    ask(SparklineChannel, m_sparklines, servers, stretch);
}

void SessionFeed::askWhy(const fleet::WhyQuestion& question)
{
    if (m_session == nullptr || question.isEmpty())
        return;
    m_why = m_next++;
    m_session->requestExplanation(m_why, question);
}

} // namespace checkwatch::workstation
