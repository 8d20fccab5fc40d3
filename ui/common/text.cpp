#include "ui/common/text.h"

#include <QAction>
#include <QEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

namespace checkwatch::common {

namespace {

constexpr int marksPerBase = 8;
constexpr int toolTipCap = 1024;

bool isMark(char32_t c)
{
    const auto category = QChar::category(c);
    return category == QChar::Mark_NonSpacing || category == QChar::Mark_SpacingCombining
        || category == QChar::Mark_Enclosing;
}

/// What has no shape of its own but changes how its neighbours are shown, or breaks the line.
bool isInvisible(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return true;
    default: return (c >= 0xFE00 && c <= 0xFE0F) || QChar::isNonCharacter(c);
    }
}

QString cleaned(QStringView text, int cap, bool keepLines)
{
    QString out;
    int count = 0;
    int marks = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            c = QChar::surrogateToUcs4(text[i], text[i + 1]);
        else if (text[i].isSurrogate())
            c = QChar::ReplacementCharacter;
        if (c > 0xFFFF)
            ++i;
        if (keepLines && c == U'\n')
            marks = 0;
        else if (c == U'\t' || c == U'\n' || c == U'\r')
            c = U' ';
        else if (isInvisible(c))
            continue;
        if (isMark(c) && ++marks > marksPerBase)
            continue;
        if (!isMark(c))
            marks = 0;
        if (!isMark(c) && ++count > cap)
            return out + QChar(0x2026);
        out.append(QStringView(QChar::fromUcs4(c)));
    }
    return out;
}

/// Nothing beyond this can be shown, whatever it is; the rest is not even decoded. 4 bytes a character, marks included.
std::string_view worthDecoding(std::string_view utf8, int cap)
{
    return utf8.substr(0, static_cast<std::size_t>(cap + 1) * 4 * (marksPerBase + 1));
}

} // namespace

QString display(std::string_view utf8, int cap)
{
    const auto part = worthDecoding(utf8, cap);
    return cleaned(QString::fromUtf8(part.data(), static_cast<qsizetype>(part.size())), cap, false);
}

QString display(const QString& text, int cap)
{
    return cleaned(text, cap, false);
}

QString displayBlock(std::string_view utf8, int cap)
{
    const auto part = worthDecoding(utf8, cap);
    return cleaned(QString::fromUtf8(part.data(), static_cast<qsizetype>(part.size())), cap, true);
}

QString displayBlock(const QString& text, int cap)
{
    return cleaned(text, cap, true);
}

QString withoutMnemonics(QString text)
{
    return text.replace(QLatin1Char('&'), QLatin1String("&&"));
}

QString escaped(const QString& text)
{
    return text.toHtmlEscaped();
}

namespace {

// Always as markup with everything escaped: plain text with a '<' in it (any PromQL expression) would be guessed rich.
QString toolTipMarkup(const QString& text)
{
    if (text.isEmpty())
        return {};
    QString body = displayBlock(text, toolTipCap).toHtmlEscaped();
    body.replace(QLatin1Char('\n'), QLatin1String("<br>"));
    return QLatin1String("<qt>") + body + QLatin1String("</qt>");
}

} // namespace

void setPlainToolTip(QWidget* widget, const QString& text)
{
    widget->setToolTip(toolTipMarkup(text));
}

void setPlainToolTip(QAction* action, const QString& text)
{
    action->setToolTip(toolTipMarkup(text));
}

void showPlainToolTip(const QPoint& globalPosition, const QString& text, QWidget* widget, const QRect& rectangle)
{
    QToolTip::showText(globalPosition, toolTipMarkup(text), widget, rectangle);
}

namespace {

constexpr int longestRun = 24;

/// Lets words that are longer than a line break: QLabel itself only breaks between words.
QString breakable(const QString& text)
{
    QString out;
    int run = 0;
    for (const QChar c : text) {
        const bool mayBreak = !c.isLowSurrogate() && !c.isMark();
        if (run >= longestRun && mayBreak && !c.isSpace()) {
            out += QChar(0x200B);
            run = 0;
        }
        out += c;
        run = c.isSpace() ? 0 : run + 1;
    }
    return out;
}

} // namespace

PlainLabel::PlainLabel(QWidget* parent, Fit fit) : QLabel(parent), m_fit(fit)
{
    setTextFormat(Qt::PlainText);
    setForegroundRole(QPalette::WindowText); // the ink's, whatever ground it stands on
    setWordWrap(fit == Fit::Wrap);
    if (shortens())
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void PlainLabel::setPlain(const QString& text)
{
    const QString clean = m_fit == Fit::Wrap ? displayBlock(text) : display(text);
    if (clean == m_plain)
        return;
    m_plain = clean;
    // What can be selected is copied as it is.
    const bool mayChange = m_fit == Fit::Wrap && (textInteractionFlags() & Qt::TextSelectableByMouse) == 0;
    setText(mayChange ? breakable(clean) : clean);
    updateToolTip();
}

void PlainLabel::setPlain(std::string_view utf8)
{
    setPlain(m_fit == Fit::Wrap ? displayBlock(utf8) : display(utf8));
}

bool PlainLabel::fits() const
{
    if (m_fit == Fit::Wrap)
        return heightForWidth(width()) <= height();
    return fontMetrics().horizontalAdvance(m_plain) <= contentsRect().width();
}

QSize PlainLabel::minimumSizeHint() const
{
    const QSize whole = QLabel::minimumSizeHint();
    if (!shortens())
        return whole;
    return {qMin(whole.width(), fontMetrics().averageCharWidth() * 4), whole.height()};
}

QString PlainLabel::shortened() const
{
    const int room = contentsRect().width();
    for (qsizetype end = m_plain.size(); m_fit == Fit::Clauses && end > 0;) {
        const QStringView before = QStringView(m_plain).left(end);
        end = std::max(before.lastIndexOf(QStringLiteral(" · ")), before.lastIndexOf(QStringLiteral(", ")));
        if (end > 0 && fontMetrics().horizontalAdvance(m_plain, static_cast<int>(end)) <= room)
            return m_plain.left(end);
    }
    return fontMetrics().elidedText(m_plain, Qt::ElideRight, room);
}

void PlainLabel::paintEvent(QPaintEvent* event)
{
    if (!shortens() || fits()) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    style()->drawItemText(&painter, contentsRect(), static_cast<int>(alignment()), palette(), isEnabled(), shortened(),
                          foregroundRole());
}

void PlainLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    updateToolTip();
}

void PlainLabel::setInk(Role role)
{
    m_ink = role;
    updateInk();
}

void PlainLabel::updateInk()
{
    if (!m_ink || palette().color(QPalette::WindowText) == currentTheme()[*m_ink])
        return; // also what ends the round trip through changeEvent
    QPalette changed = palette();
    changed.setColor(QPalette::WindowText, currentTheme()[*m_ink]);
    setPalette(changed);
}

void PlainLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateInk();
    else if (event->type() == QEvent::FontChange)
        updateToolTip();
}

void PlainLabel::updateToolTip()
{
    if (shortens())
        setPlainToolTip(this, fits() ? QString() : m_plain);
    else if (m_fit == Fit::Wrap)
        setPlainToolTip(this, minimumSizeHint().width() <= width() ? QString() : m_plain);
}

} // namespace checkwatch::common
