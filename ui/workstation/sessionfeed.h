#pragma once

#include "models/session/session.h"

#include <QObject>

#include <vector>

namespace checkwatch::workstation {

/// Asks a session for pasts and reasons and passes on only the newest answers. GUI thread.
class SessionFeed : public QObject
{
    Q_OBJECT

public:
    /// What a stretch of time is drawn on.
    struct Stretch
    {
        base::Timestamp from{};
        base::Timestamp to{};
        int columns = 600;
    };

    explicit SessionFeed(QObject* parent = nullptr);

    /// Null stops everything. Does not take ownership.
    void setSession(session::Session* session);
    void askChart(const std::vector<fleet::ServerId>& servers, const Stretch& stretch);
    void askSparklines(const std::vector<fleet::ServerId>& servers, const Stretch& stretch);
    void askWhy(const fleet::WhyQuestion& question);

Q_SIGNALS:
    void chartReady(checkwatch::fleet::HistoryPtr history);
    void sparklinesReady(checkwatch::fleet::HistoryPtr history);
    void whyReady(checkwatch::fleet::ExplanationPtr why);

private:
    enum Channel : int { ChartChannel, SparklineChannel };
    void ask(Channel channel, std::uint64_t& newest, const std::vector<fleet::ServerId>& servers,
             const Stretch& stretch);

    session::Session* m_session = nullptr;
    std::uint64_t m_next = 1;
    std::uint64_t m_chart = 0;
    std::uint64_t m_sparklines = 0;
    std::uint64_t m_why = 0;
};

} // namespace checkwatch::workstation
