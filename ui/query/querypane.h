#pragma once

#include "models/fleet/snapshot.h"
#include "models/session/session.h"
#include "ui/common/format.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QJsonObject;
class QToolButton;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::query {

class ExpressionEdit;
class ResultView;

/// Asks the session's samples in PromQL: an expression, its answer as a table of now or a chart of the window's time, why
/// a value is what it is, and the way from there to a rule. While it is seen and not paused it asks anew every evaluation
/// interval, in a replay at every position. GUI thread.
class QueryPane : public QWidget
{
    Q_OBJECT

public:
    explicit QueryPane(QWidget* parent = nullptr);

    /// Null stops everything. Does not take ownership.
    void setSession(session::Session* session);
    /// For the examples and how often to ask.
    void setSnapshot(const fleet::Snapshot& snapshot);
    /// What the chart shows.
    void setRange(base::Timestamp from, base::Timestamp to);
    void setZone(common::Zone zone);
    /// Time passes; asks anew when it is time.
    void tick();
    /// Shows the expression and asks.
    void ask(const QString& expression);

    [[nodiscard]] ExpressionEdit* editor() const { return m_edit; }
    [[nodiscard]] ResultView* result() const { return m_result; }
    /// What stands under the editor: errors and hints.
    [[nodiscard]] QString message() const;
    /// Expression, history, and what was chosen; for settings.
    [[nodiscard]] QJsonObject save() const;
    void restore(const QJsonObject& state);

Q_SIGNALS:
    void closeRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void buildBar();
    void connectEditor();
    void run();
    void request();
    void take(const session::QueryAnswerPtr& answer);
    void askWhy(const session::QueryAnswer& answer);
    void judge();
    void tell(const QString& words, bool wrong);
    void makeRule();
    void fillRecent();
    void showFollowing();

    session::Session* m_session = nullptr;
    ExpressionEdit* m_edit;
    QToolButton* m_run;
    QToolButton* m_recent;
    QToolButton* m_rule;
    QToolButton* m_follow;
    QToolButton* m_copy;
    common::PlainLabel* m_message;
    ResultView* m_result;
    QTimer m_patience; ///< an answer that is not there yet is waited for in words
    base::Duration m_interval{5000};
    base::Timestamp m_from{};
    base::Timestamp m_to{};
    QString m_asked;                  ///< what is asked again and again; empty: nothing
    std::uint64_t m_number = 0;       ///< of the newest request
    std::uint64_t m_whyNumber = 0;    ///< of the newest question of why
    std::optional<bool> m_waitingFor; ///< an answer is on its way; true: somebody pressed Enter for it
    base::Timestamp m_askedAt{};
};

} // namespace checkwatch::query
