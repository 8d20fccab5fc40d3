#pragma once

#include "models/session/review.h"
#include "ui/replay/namedspan.h"

#include <QDialog>
#include <QTimer>

#include <memory>
#include <vector>

class QLineEdit;
class QPushButton;

namespace checkwatch::common {
class PlainLabel;
}
namespace checkwatch::replay {
class EvaluationBar;
}

namespace checkwatch::review {

class BacktestForm;
class RowsTable;
class VerdictStrip;

/// What rules would have said about a recording, one set beside another: changed values are tried as soon as they rest. A window
/// of its own beside the one it was opened from; deletes itself when it is closed. GUI thread.
class BacktestWindow : public QDialog
{
    Q_OBJECT

public:
    BacktestWindow(std::unique_ptr<session::Review> review, const replay::Place& place,
                   std::vector<replay::NamedSpan> spans, QWidget* parent);
    ~BacktestWindow() override;

    [[nodiscard]] BacktestForm& form() { return *m_form; }
    /// The newest answer that was shown; null before.
    [[nodiscard]] const session::BacktestAnswerPtr& answer() const { return m_answer; }
    /// Writes the newest backtest as JSON.
    void saveJson(const QString& path);

Q_SIGNALS:
    /// Somebody wants to see that; `server` is "backend/server", or empty.
    void placeChosen(checkwatch::base::Timestamp time, QString server);

private:
    void build();
    QWidget* buildButtons();
    void ask();
    void take(const session::BacktestAnswerPtr& answer);
    void showAnswer(const session::BacktestAnswer& answer);
    void tell(const QString& words, bool wrong = false);
    void askForFile();
    void copyCommand();

    std::unique_ptr<session::Review> m_review;
    session::BacktestAnswerPtr m_answer;
    std::uint64_t m_asked = 0;
    QTimer m_rest; ///< until values count that were changed
    BacktestForm* m_form;
    VerdictStrip* m_strip;
    RowsTable* m_totals;
    RowsTable* m_rules;
    RowsTable* m_servers;
    RowsTable* m_missed;
    replay::EvaluationBar* m_progress;
    common::PlainLabel* m_words;
    QLineEdit* m_command;
    QPushButton* m_save = nullptr;
    QPushButton* m_copy = nullptr;
};

} // namespace checkwatch::review
