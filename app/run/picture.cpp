#include "app/run/picture.h"

#include "app/run/windowhelp.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QImageWriter>
#include <QPixmap>
#include <QWidget>

namespace checkwatch::app {

base::Result<void> canTakePicture(const std::string& path)
{
    const QString name = QString::fromStdString(path);
    const QByteArray ending = QFileInfo(name).suffix().toLower().toUtf8();
    if (!ending.isEmpty() && !QImageWriter::supportedImageFormats().contains(ending)) {
        return base::Error{base::ErrorCode::BadInput,
                           "no picture can be written in the format ." + ending.toStdString() + "; try .png", path};
    }
    const bool wasThere = QFileInfo::exists(name);
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append)) {
        return base::Error{base::ErrorCode::Refused, "cannot write the picture: " + file.errorString().toStdString(),
                           path};
    }
    file.close();
    if (!wasThere) {
        file.remove();
    }
    return {};
}

void takePicture(QWidget& window, const std::string& path)
{
    const QString file = QString::fromStdString(path);
    const bool saved = window.grab().save(file, QFileInfo(file).suffix().isEmpty() ? "PNG" : nullptr);
    if (!saved) {
        tell({base::ErrorCode::Refused, "cannot write the picture", path});
    }
    QCoreApplication::exit(saved ? 0 : 2);
}

} // namespace checkwatch::app
