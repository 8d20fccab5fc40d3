#pragma once

#include "models/base/result.h"
#include "models/promql/completion.h"
#include "models/session/query.h"
#include "ui/query/expressionhistory.h"

#include <QPlainTextEdit>
#include <QTimer>

#include <optional>

class QCompleter;

namespace checkwatch::query {

class ChoiceModel;

/// An editor of one expression: coloured by the language's lexer, a wave under what does not parse, completion over what
/// is stored. Enter runs, Shift+Enter begins a line, Tab takes the choice that is offered, Ctrl+Space asks for some, Up
/// and Down leave the text into the history. GUI thread.
class ExpressionEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    static constexpr int charactersAtMost = 20'000;

    explicit ExpressionEdit(QWidget* parent = nullptr);

    /// Replaces the text; it can be undone.
    void setExpression(const QString& expression);
    [[nodiscard]] QString expression() const { return toPlainText(); }
    /// What was wrong with the text that is shown; nullopt takes the mark away.
    void setProblem(const std::optional<base::Error>& problem);
    [[nodiscard]] const std::optional<base::Error>& problem() const { return m_problem; }
    /// Answers completionsRequested(); an older answer is ignored.
    void offer(const session::CompletionAnswer& answer);
    [[nodiscard]] ExpressionHistory& history() { return m_history; }
    [[nodiscard]] QCompleter* completer() const { return m_completer; }
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void runRequested();
    /// Nothing was typed for a moment and the text has changed.
    void settled();
    void completionsRequested(checkwatch::session::CompletionRequest request);
    /// Some of what was pasted did not go in.
    void shortened();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;
    void changeEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    /// Tab belongs to what is offered, while something is.
    bool focusNextPrevChild(bool next) override;

private:
    void onTextChanged();
    void repaintText();
    void adjustHeight();
    void complete(bool asked);
    void present(const session::CompletionAnswer& answer);
    void accept(const QModelIndex& index);
    bool stepHistory(int key);
    [[nodiscard]] bool popupOpen() const;
    [[nodiscard]] QChar following() const;

    QCompleter* m_completer;
    ChoiceModel* m_choices;
    ExpressionHistory m_history;
    promql::CompletionPlace m_place;
    std::uint64_t m_asked = 0; ///< number of the newest request
    std::optional<base::Error> m_problem;
    QTimer m_settle;
    bool m_stepping = false; ///< the text changes because of the history
};

} // namespace checkwatch::query
