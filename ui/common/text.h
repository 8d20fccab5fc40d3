#pragma once

#include "ui/common/theme.h"

#include <QLabel>
#include <QString>

#include <optional>
#include <string_view>

class QAction;

/// The one gateway of untrusted text to the screen: labels, check text, annotations, error messages, file content. What
/// comes out is plain text that is safe to lay out; the widgets and helpers here never guess rich text. GUI thread.
/// Why: guides/reliability.md R1, R3, R10 (a 300-byte label value can hang a QLabel for ever).
namespace checkwatch::common {

inline constexpr int displayCap = 256;

/// Text as it may be shown on one line: invalid UTF-8 becomes U+FFFD; line breaks and tabs become spaces; control, bidi
/// and other invisible characters go; at most 8 combining marks per base; at most `cap` characters, then "…".
[[nodiscard]] QString display(std::string_view utf8, int cap = displayCap);
[[nodiscard]] QString display(const QString& text, int cap = displayCap);
/// The same for text of several lines: line feeds stay.
[[nodiscard]] QString displayBlock(std::string_view utf8, int cap = 4096);
[[nodiscard]] QString displayBlock(const QString& text, int cap = 4096);

/// For buttons, menus, tabs: '&' doubled, so that it is not a mnemonic.
[[nodiscard]] QString withoutMnemonics(QString text);
/// For sinks that always read markup (notification bodies).
[[nodiscard]] QString escaped(const QString& text);

/// Tooltips; the text is plain and is shown as it is. An empty text removes it.
void setPlainToolTip(QWidget* widget, const QString& text);
void setPlainToolTip(QAction* action, const QString& text);
/// Shows a tooltip now, for views that answer QEvent::ToolTip themselves; an empty text hides it.
void showPlainToolTip(const QPoint& globalPosition, const QString& text, QWidget* widget, const QRect& rectangle);

/// A label that shows plain text only. Elided ones shorten to their width and tell the rest in a tooltip.
class PlainLabel : public QLabel
{
    Q_OBJECT

public:
    /// Clauses: shortened behind a whole clause, at " · " or ", ", where one fits.
    enum class Fit : std::uint8_t { Whole, Elide, Clauses, Wrap };

    explicit PlainLabel(QWidget* parent = nullptr, Fit fit = Fit::Whole);

    /// Goes through display(), or displayBlock() where it wraps.
    void setPlain(const QString& text);
    void setPlain(std::string_view utf8);
    [[nodiscard]] const QString& plain() const { return m_plain; }
    /// The colour, followed through theme changes; Text before.
    void setInk(Role role);
    /// False where some of the text does not fit.
    [[nodiscard]] bool fits() const;

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] bool shortens() const { return m_fit == Fit::Elide || m_fit == Fit::Clauses; }
    [[nodiscard]] QString shortened() const;
    void updateToolTip();
    void updateInk();

    QString m_plain;
    Fit m_fit;
    std::optional<Role> m_ink;
};

} // namespace checkwatch::common
