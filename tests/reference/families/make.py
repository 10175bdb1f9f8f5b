"""
Tiny encoders with random weights, of the kinds of ModernBERT, Nomic's BERT, DeBERTa-v2 and Jina's BERT v2, as graphs, with what PyTorch computes with them.
Written by hand after the published descriptions and modelling code; names of weights are the published ones. Run with Debian 12's python3-torch (1.13) and
python3-onnx (1.12): python3 make.py
"""
import json
import math

import numpy
import torch
from torch import nn

torch.manual_seed(29)
VOCABULARY, SIZE, HEADS, INNER, LAYERS, PAD = 1024, 16, 2, 24, 3, 0
HEAD = SIZE // HEADS


def rotary(x, base):
    """x [batch, heads, tokens, head]: halves rotated by angles that grow with the position."""
    positions = torch.arange(x.shape[2], dtype=torch.float32)
    angles = positions[:, None] / base ** (torch.arange(0, HEAD, 2).float() / HEAD)[None, :]
    cos, sin = torch.cat([angles, angles], -1).cos(), torch.cat([angles, angles], -1).sin()
    left, right = x[..., : HEAD // 2], x[..., HEAD // 2 :]
    return x * cos + torch.cat([-right, left], -1) * sin


def split(x):
    return x.view(x.shape[0], x.shape[1], HEADS, HEAD).transpose(1, 2)


def join(x):
    return x.transpose(1, 2).reshape(x.shape[0], x.shape[2], SIZE)


def block(mask):
    """0 where a key counts, a very low number where it is padding: [batch, 1, 1, tokens]."""
    return (1 - mask[:, None, None, :].float()) * torch.finfo(torch.float32).min


class ModernLayer(nn.Module):
    """Norms before the blocks, no biases, rotary positions, GEGLU; two of three layers see their neighbours alone."""

    def __init__(self, index):
        super().__init__()
        self.attn_norm = nn.Identity() if index == 0 else nn.LayerNorm(SIZE)
        self.Wqkv, self.Wo = nn.Linear(SIZE, 3 * SIZE, bias=False), nn.Linear(SIZE, SIZE, bias=False)
        self.mlp_norm = nn.LayerNorm(SIZE)
        self.Wi, self.mlp_Wo = nn.Linear(SIZE, 2 * INNER, bias=False), nn.Linear(INNER, SIZE, bias=False)
        self.is_global = index % 3 == 0

    def forward(self, x, mask):
        q, k, v = (split(part) for part in self.Wqkv(self.attn_norm(x)).chunk(3, -1))
        base = 160000.0 if self.is_global else 10000.0
        scores = rotary(q, base) @ rotary(k, base).transpose(2, 3) * HEAD**-0.5 + block(mask)
        if not self.is_global:
            place = torch.arange(x.shape[1])
            far = (place[:, None] - place[None, :]).abs() > 2
            scores = scores.masked_fill(far[None, None], torch.finfo(torch.float32).min)
        x = x + self.Wo(join(scores.softmax(-1) @ v))
        inner, gate = self.Wi(self.mlp_norm(x)).chunk(2, -1)
        return x + self.mlp_Wo(nn.functional.gelu(inner) * gate)


class Modern(nn.Module):
    def __init__(self):
        super().__init__()
        self.tok_embeddings, self.norm = nn.Embedding(VOCABULARY, SIZE), nn.LayerNorm(SIZE)
        self.layers = nn.ModuleList(ModernLayer(i) for i in range(LAYERS))
        self.final_norm = nn.LayerNorm(SIZE)

    def hidden(self, input_ids, attention_mask):
        states = [self.norm(self.tok_embeddings(input_ids))]
        for layer in self.layers:
            states.append(layer(states[-1], attention_mask))
        return states[:-1] + [self.final_norm(states[-1])]

    def forward(self, input_ids, attention_mask):
        return self.hidden(input_ids, attention_mask)[-1]


class NomicLayer(nn.Module):
    """Norms behind the blocks, no biases, rotary positions, SwiGLU."""

    def __init__(self):
        super().__init__()
        self.Wqkv, self.out_proj = nn.Linear(SIZE, 3 * SIZE, bias=False), nn.Linear(SIZE, SIZE, bias=False)
        self.fc11, self.fc12, self.fc2 = nn.Linear(SIZE, INNER, bias=False), nn.Linear(SIZE, INNER, bias=False), nn.Linear(INNER, SIZE, bias=False)
        self.norm1, self.norm2 = nn.LayerNorm(SIZE, eps=1e-12), nn.LayerNorm(SIZE, eps=1e-12)

    def forward(self, x, mask):
        q, k, v = (split(part) for part in self.Wqkv(x).chunk(3, -1))
        scores = rotary(q, 1000.0) @ rotary(k, 1000.0).transpose(2, 3) / math.sqrt(HEAD) + block(mask)
        x = self.norm1(self.out_proj(join(scores.softmax(-1) @ v)) + x)
        return self.norm2(self.fc2(self.fc11(x) * nn.functional.silu(self.fc12(x))) + x)


class Nomic(nn.Module):
    def __init__(self):
        super().__init__()
        self.word_embeddings, self.token_type_embeddings = nn.Embedding(VOCABULARY, SIZE), nn.Embedding(2, SIZE)
        self.emb_ln = nn.LayerNorm(SIZE, eps=1e-12)
        self.layers = nn.ModuleList(NomicLayer() for _ in range(LAYERS))

    def hidden(self, input_ids, attention_mask, token_type_ids):
        states = [self.emb_ln(self.word_embeddings(input_ids) + self.token_type_embeddings(token_type_ids))]
        for layer in self.layers:
            states.append(layer(states[-1], attention_mask))
        return states

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.hidden(input_ids, attention_mask, token_type_ids)[-1]


class DebertaLayer(nn.Module):
    """Content to content, content to position and position to content, with log buckets of distances."""

    BUCKETS, FARTHEST = 4, 32

    def __init__(self):
        super().__init__()
        self.query_proj, self.key_proj, self.value_proj = (nn.Linear(SIZE, SIZE) for _ in range(3))
        self.dense, self.norm = nn.Linear(SIZE, SIZE), nn.LayerNorm(SIZE, eps=1e-7)
        self.intermediate, self.output, self.output_norm = nn.Linear(SIZE, INNER), nn.Linear(INNER, SIZE), nn.LayerNorm(SIZE, eps=1e-7)

    def bucket(self, distance):
        middle = self.BUCKETS // 2
        near = (distance < middle) & (distance > -middle)
        size = torch.where(near, torch.full_like(distance, middle - 1), distance.abs())
        far = torch.ceil(torch.log(size.float() / middle) / math.log((self.FARTHEST - 1) / middle) * (middle - 1)) + middle
        return torch.where(size <= middle, distance, (far * distance.sign().float()).long())

    def forward(self, x, mask, relative):
        q, k, v = split(self.query_proj(x)), split(self.key_proj(x)), split(self.value_proj(x))
        scale = math.sqrt(HEAD * 3)
        place = torch.arange(x.shape[1])
        index = self.bucket(place[:, None] - place[None, :])
        to_key = (index + self.BUCKETS).clamp(0, 2 * self.BUCKETS - 1)[None, None].expand(x.shape[0], HEADS, -1, -1)
        to_query = (self.BUCKETS - index).clamp(0, 2 * self.BUCKETS - 1)[None, None].expand(x.shape[0], HEADS, -1, -1)
        keys, queries = split(self.key_proj(relative)[None]), split(self.query_proj(relative)[None])
        scores = q @ k.transpose(2, 3) / scale
        scores = scores + torch.gather(q @ keys.transpose(2, 3), 3, to_key) / scale
        scores = scores + torch.gather(k @ queries.transpose(2, 3), 3, to_query.transpose(2, 3)).transpose(2, 3) / scale
        both = (mask[:, None, None, :] * mask[:, None, :, None]).bool()
        weights = scores.masked_fill(~both, torch.finfo(torch.float32).min).softmax(-1).masked_fill(~both, 0)
        x = self.norm(self.dense(join(weights @ v)) + x)
        return self.output_norm(self.output(nn.functional.gelu(self.intermediate(x))) + x)


class Deberta(nn.Module):
    def __init__(self):
        super().__init__()
        self.word_embeddings, self.norm = nn.Embedding(VOCABULARY, SIZE), nn.LayerNorm(SIZE, eps=1e-7)
        self.rel_embeddings, self.rel_norm = nn.Embedding(2 * DebertaLayer.BUCKETS, SIZE), nn.LayerNorm(SIZE, eps=1e-7)
        self.layers = nn.ModuleList(DebertaLayer() for _ in range(LAYERS))

    def hidden(self, ids, mask):
        states = [self.norm(self.word_embeddings(ids)) * mask[:, :, None].float()]
        for layer in self.layers:
            states.append(layer(states[-1], mask, self.rel_norm(self.rel_embeddings.weight)))
        return states

    def forward(self, ids, mask):
        return self.hidden(ids, mask)[-1]


class JinaLayer(nn.Module):
    """Norms behind the blocks, GEGLU, and instead of positions a penalty that grows with the distance (ALiBi)."""

    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.dense = (nn.Linear(SIZE, SIZE) for _ in range(4))
        self.norm, self.layernorm = nn.LayerNorm(SIZE, eps=1e-12), nn.LayerNorm(SIZE, eps=1e-12)
        self.gated_layers, self.wo = nn.Linear(SIZE, 2 * INNER, bias=False), nn.Linear(INNER, SIZE)

    def forward(self, x, mask):
        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        place = torch.arange(x.shape[1])
        distance = (place[:, None] - place[None, :]).abs().float()
        slopes = torch.tensor([2.0 ** (-8.0 * (head + 1) / HEADS) for head in range(HEADS)])
        scores = q @ k.transpose(2, 3) / math.sqrt(HEAD) - slopes[None, :, None, None] * distance[None, None] + block(mask)
        x = self.norm(self.dense(join(scores.softmax(-1) @ v)) + x)
        inner, gate = self.gated_layers(x).chunk(2, -1)
        return self.layernorm(self.wo(nn.functional.gelu(inner) * gate) + x)


class Jina(nn.Module):
    def __init__(self):
        super().__init__()
        self.word_embeddings, self.token_type_embeddings = nn.Embedding(VOCABULARY, SIZE), nn.Embedding(2, SIZE)
        self.LayerNorm = nn.LayerNorm(SIZE, eps=1e-12)
        self.layers = nn.ModuleList(JinaLayer() for _ in range(LAYERS))

    def hidden(self, input_ids, attention_mask, token_type_ids):
        states = [self.LayerNorm(self.word_embeddings(input_ids) + self.token_type_embeddings(token_type_ids))]
        for layer in self.layers:
            states.append(layer(states[-1], attention_mask))
        return states

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.hidden(input_ids, attention_mask, token_type_ids)[-1]


ALL = ["last_hidden_state"] + [f"hidden_states.{layer}" for layer in range(LAYERS + 1)]


class AllLayers(nn.Module):
    """As exported with output_hidden_states."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, *given):
        states = self.model.hidden(*given)
        return states[-1], *states


LENGTHS = [1, 2, 3, 7, 12, 40]


def write(name, model, inputs, outputs, opset, config):
    for parameter in model.parameters():
        parameter.data = parameter.data + 0.05 * torch.randn_like(parameter)
    model.eval()
    ids = [torch.randint(5, VOCABULARY, (length,)) for length in LENGTHS]
    longest = max(LENGTHS)
    arrays = {}
    with torch.no_grad():
        for i, one in enumerate(ids):
            extra = [torch.zeros(1, len(one), dtype=torch.long)] if len(inputs) == 3 else []
            arrays[f"ids_{i}"] = one.numpy()
            arrays[f"hidden_{i}"] = torch.stack(model.hidden(one[None], torch.ones(1, len(one), dtype=torch.long), *extra)).squeeze(1).numpy()
        padded = torch.stack([torch.cat([one, torch.full((longest - len(one),), PAD)]) for one in ids])
        mask = torch.stack([torch.cat([torch.ones(len(one)), torch.zeros(longest - len(one))]) for one in ids]).long()
        given = (padded, mask, torch.zeros_like(padded))[: len(inputs)]
        arrays["padded"], arrays["mask"], arrays["padded_out"] = padded.numpy(), mask.numpy(), model(*given).numpy()
    axes = {key: {0: "batch", 1: "sequence"} for key in inputs + outputs}
    torch.onnx.export(model, given, f"{name}.onnx", input_names=inputs, output_names=outputs, dynamic_axes=axes, opset_version=opset)
    if name == "modernbert":
        torch.onnx.export(
            AllLayers(model), given, f"{name}.hidden_states.onnx", input_names=inputs, dynamic_axes={key: {0: "batch", 1: "sequence"} for key in inputs + ALL}, opset_version=opset, output_names=ALL)
    numpy.savez(f"{name}.npz", **arrays)
    json.dump(config, open(f"{name}.json", "w"), indent=1)


usual = {"vocab_size": VOCABULARY, "hidden_size": SIZE, "num_attention_heads": HEADS, "num_hidden_layers": LAYERS, "intermediate_size": INNER, "pad_token_id": PAD}
write("modernbert", Modern(), ["input_ids", "attention_mask"], ["last_hidden_state"], 17, usual | {"model_type": "modernbert", "max_position_embeddings": 8192, "local_attention": 4})
write("nomic", Nomic(), ["input_ids", "attention_mask", "token_type_ids"], ["last_hidden_state"], 14,
      {"model_type": "nomic_bert", "vocab_size": VOCABULARY, "n_embd": SIZE, "n_head": HEADS, "n_layer": LAYERS, "n_inner": INNER, "n_positions": 8192, "type_vocab_size": 2, "pad_token_id": PAD})
write("deberta", Deberta(), ["ids", "mask"], ["output"], 16, usual | {"model_type": "deberta-v2", "max_position_embeddings": 512, "relative_attention": True, "position_buckets": 4})
write("jina", Jina(), ["input_ids", "attention_mask", "token_type_ids"], ["last_hidden_state"], 13,
      usual | {"model_type": "bert", "architectures": ["JinaBertForMaskedLM"], "position_embedding_type": "alibi", "max_position_embeddings": 8192, "type_vocab_size": 2})
