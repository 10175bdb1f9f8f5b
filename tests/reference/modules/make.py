"""Writes small files of PyTorch for tests of the modules behind a pooling. Run with Debian 12's python3-torch (1.13): python3 make.py"""
import json
from collections import OrderedDict

import torch

torch.manual_seed(13)
OLDER = dict(_use_new_zipfile_serialization=False)
cases = {}


def save(name, state, **options):
    torch.save(state, name, **options)
    cases[name] = {key: {"shape": list(value.shape), "values": value.detach().double().flatten().tolist()} for key, value in state.items() if torch.is_tensor(value)}


class Module(torch.nn.Module):
    """sentence-transformers' Dense and LayerNorm call their layers so."""

    def __init__(self, **layers):
        super().__init__()
        for name, layer in layers.items():
            setattr(self, name, layer)


dense = Module(linear=torch.nn.Linear(32, 12))
save("dense.bin", dense.state_dict())
save("dense.older.bin", dense.state_dict(), **OLDER)
save("dense.protocol4.bin", dense.state_dict(), pickle_protocol=4)
save("dense-nobias.bin", Module(linear=torch.nn.Linear(32, 5, bias=False)).state_dict())
save("norm.bin", Module(norm=torch.nn.LayerNorm(12)).state_dict())

types = OrderedDict((str(kind).split(".")[1], torch.randn(2, 3).to(kind)) for kind in (torch.float64, torch.float32, torch.float16, torch.bfloat16))
types["int64"] = torch.arange(4)
types["bool"] = torch.tensor([True, False])
types["parameter"] = torch.nn.Parameter(torch.randn(3))
types["scalar"] = torch.tensor(2.5)
types["empty"] = torch.zeros(0, 4)
save("types.bin", types)
save("types.older.bin", types, **OLDER)

# Views of one storage: a transposed one, a part, a column.
whole = torch.randn(4, 6)
views = {"whole": whole, "transposed": whole.t(), "part": whole[1:3, 2:], "column": whole[:, 3]}
save("views.bin", views)
save("views.older.bin", views, **OLDER)


class Call:
    """What a pickle must not be able to do: here it would make a file."""

    def __reduce__(self):
        return (open, ("/tmp/mlnetbert-was-here", "w"))


torch.save({"linear.weight": torch.zeros(2), "more": Call()}, "call.bin")
torch.save({"linear.weight": torch.zeros(2), "more": Call()}, "call.older.bin", **OLDER)
torch.save(dense, "module.bin")

inputs = torch.randn(3, 32)
functions = {}
for name in ("Identity Tanh Sigmoid LogSigmoid ReLU ReLU6 LeakyReLU ELU CELU SELU GELU SiLU Mish Softplus Softsign Tanhshrink Hardtanh Hardsigmoid Hardswish Hardshrink Softshrink").split():
    function = getattr(torch.nn, name)()
    x = torch.cat([torch.linspace(-9, 9, 73), torch.tensor([-30, -1e-6, 1e-6, 0.5, -0.5, 30.0])]).double()
    functions[type(function).__module__ + "." + name] = {"x": x.tolist(), "y": function(x).tolist()}
json.dump({"files": cases, "functions": functions}, open("cases.json", "w"))
