#include "ui/query/expressionedit.h"

#include "ui/common/font.h"
#include "ui/query/choicedelegate.h"
#include "ui/query/choices.h"
#include "ui/query/expressionpaint.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QMimeData>
#include <QScrollBar>
#include <QTextBlock>

#include <algorithm>
#include <chrono>

namespace checkwatch::query {

using namespace std::chrono_literals;

namespace {

constexpr int linesAtLeast = 2;
constexpr int linesAtMost = 8;
constexpr int popupCharacters = 84;

} // namespace

ExpressionEdit::ExpressionEdit(QWidget* parent)
    : QPlainTextEdit(parent), m_completer(new QCompleter(this)), m_choices(new ChoiceModel(this))
{
    setFont(common::monospaceFont());
    setTabChangesFocus(true);
    setLineWrapMode(WidgetWidth);
    setWordWrapMode(QTextOption::WrapAnywhere);
    setAccessibleName(QStringLiteral("PromQL expression"));
    setPlaceholderText(QStringLiteral("PromQL, for example haproxy_server_weight == 0"));
    m_completer->setModel(m_choices);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(12);
    m_completer->popup()->setItemDelegate(new ChoiceDelegate(m_completer->popup()));
    m_completer->popup()->setFont(font());
    m_completer->popup()->setAccessibleName(QStringLiteral("What could stand here"));
    m_settle.setSingleShot(true);
    m_settle.setInterval(500ms);
    connect(&m_settle, &QTimer::timeout, this, &ExpressionEdit::settled);
    connect(this, &QPlainTextEdit::textChanged, this, &ExpressionEdit::onTextChanged);
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this, &ExpressionEdit::accept);
    adjustHeight();
}

void ExpressionEdit::setExpression(const QString& expression)
{
    QTextCursor all(document());
    all.select(QTextCursor::Document);
    all.insertText(expression.left(charactersAtMost));
    moveCursor(QTextCursor::End);
    m_completer->popup()->hide();
}

void ExpressionEdit::setProblem(const std::optional<base::Error>& problem)
{
    m_problem = problem;
    repaintText();
}

void ExpressionEdit::onTextChanged()
{
    m_problem.reset();
    if (!m_stepping)
        m_history.leave();
    repaintText();
    adjustHeight();
    m_settle.start();
}

void ExpressionEdit::repaintText()
{
    const BothTexts text(toPlainText());
    paintExpression(*this, text, m_problem ? spanOfError(text.bytes, *m_problem) : promql::Span{});
}

/// As high as the text, within limits: what is below should not jump for every line.
void ExpressionEdit::adjustHeight()
{
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid() && lines <= linesAtMost; block = block.next())
        lines += std::max(1, block.layout()->lineCount());
    lines = std::clamp(lines, linesAtLeast, linesAtMost);
    const int frame = 2 * frameWidth() + static_cast<int>(2 * document()->documentMargin());
    const int wanted = lines * fontMetrics().lineSpacing() + frame;
    if (wanted != height() || minimumHeight() != wanted)
        setFixedHeight(wanted);
}

QSize ExpressionEdit::sizeHint() const
{
    return {400, height()};
}

bool ExpressionEdit::popupOpen() const
{
    return m_completer->popup()->isVisible();
}

QChar ExpressionEdit::following() const
{
    return document()->characterAt(textCursor().position());
}

void ExpressionEdit::complete(bool asked)
{
    const BothTexts text(toPlainText());
    m_place = promql::completionAt(text.bytes, text.byteAt(textCursor().position()));
    ++m_asked; // an answer that is still on its way belongs to another place
    if (!asked && !offersItself(m_place)) {
        m_completer->popup()->hide();
        return;
    }
    if (auto request = requestFor(m_place)) {
        request->number = m_asked;
        Q_EMIT completionsRequested(std::move(*request));
        return;
    }
    present({});
}

void ExpressionEdit::offer(const session::CompletionAnswer& answer)
{
    if (answer.number == m_asked)
        present(answer);
}

void ExpressionEdit::present(const session::CompletionAnswer& answer)
{
    std::vector<Choice> choices = choicesFor(m_place, answer, following());
    const bool done = choices.size() == 1 && choices.front().inserted.toStdString() == m_place.typed;
    if (choices.empty() || done || !hasFocus()) {
        m_completer->popup()->hide();
        return;
    }
    m_choices->setChoices(std::move(choices));
    QRect where = cursorRect();
    where.setWidth(std::min(fontMetrics().averageCharWidth() * popupCharacters, window()->width() - 40));
    m_completer->complete(where);
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
}

void ExpressionEdit::accept(const QModelIndex& index)
{
    if (index.row() < 0 || index.row() >= m_choices->rowCount())
        return;
    const QString inserted = m_choices->choices()[static_cast<std::size_t>(index.row())].inserted;
    const BothTexts text(toPlainText());
    QTextCursor cursor = textCursor();
    cursor.setPosition(static_cast<int>(text.characterAt(m_place.replaced.begin)));
    cursor.setPosition(static_cast<int>(text.characterAt(m_place.replaced.end)), QTextCursor::KeepAnchor);
    cursor.insertText(inserted);
    setTextCursor(cursor);
    m_completer->popup()->hide();
}

bool ExpressionEdit::stepHistory(int key)
{
    const QTextCursor cursor = textCursor();
    QTextCursor moved = cursor;
    // Within a text of several lines the keys go from line to line first.
    if (moved.movePosition(key == Qt::Key_Up ? QTextCursor::Up : QTextCursor::Down))
        return false;
    const QString text = key == Qt::Key_Up ? m_history.older(toPlainText()) : m_history.newer();
    if (text.isEmpty())
        return false;
    m_stepping = true;
    setExpression(text);
    m_stepping = false;
    return true;
}

void ExpressionEdit::keyPressEvent(QKeyEvent* event)
{
    const int key = event->key();
    const bool enter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (popupOpen() && (enter || key == Qt::Key_Tab)) {
        accept(m_completer->popup()->currentIndex());
        return;
    }
    if (popupOpen() && (key == Qt::Key_Escape || key == Qt::Key_Backtab)) {
        m_completer->popup()->hide();
        return;
    }
    if (enter && (event->modifiers() & Qt::ShiftModifier) == 0) {
        Q_EMIT runRequested();
        return;
    }
    if (key == Qt::Key_Space && (event->modifiers() & Qt::ControlModifier) != 0) {
        complete(true);
        return;
    }
    if ((key == Qt::Key_Up || key == Qt::Key_Down) && event->modifiers() == Qt::NoModifier && stepHistory(key))
        return;
    const QString before = toPlainText();
    if (toPlainText().size() >= charactersAtMost && !event->text().isEmpty() && event->text().front().isPrint()) {
        Q_EMIT shortened();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
    if (toPlainText() != before)
        complete(false);
    else if (popupOpen())
        m_completer->popup()->hide();
}

/// Only plain text, and no more of it than an editor can lay out at once.
void ExpressionEdit::insertFromMimeData(const QMimeData* source)
{
    const auto room = charactersAtMost - toPlainText().size() + textCursor().selectedText().size();
    const QString text = source->text();
    textCursor().insertText(text.left(std::max<qsizetype>(0, room)));
    ensureCursorVisible();
    if (text.size() > room)
        Q_EMIT shortened();
}

void ExpressionEdit::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        repaintText();
}

bool ExpressionEdit::focusNextPrevChild(bool next)
{
    return !popupOpen() && QPlainTextEdit::focusNextPrevChild(next);
}

void ExpressionEdit::focusOutEvent(QFocusEvent* event)
{
    QPlainTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason)
        m_completer->popup()->hide();
}

} // namespace checkwatch::query
